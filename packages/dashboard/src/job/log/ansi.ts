/** A piece of a line in one look. */
export interface AnsiSpan {
  readonly text: string;
  /** 0 to 7 as terminals number them, or null for the colour of the text. */
  readonly colour: number | null;
  readonly isBold: boolean;
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: Escape sequences begin with one.
const sequence = /\u001b(?:\[([0-9;:?]*)[ -/]*([@-~])|\][^\u0007\u001b]*(?:\u0007|\u001b\\)?|[@-Z\\-_])/g;
// biome-ignore lint/suspicious/noControlCharactersInRegex: These are what is taken out.
const controls = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g;

/** A line of a terminal in pieces of one look each. What moves the cursor is left out. */
export function readAnsi(line: string): readonly AnsiSpan[] {
  const shown = lastWritten(line);
  if (!shown.includes('\u001b')) return [{ text: clean(shown), colour: null, isBold: false }];
  const spans: AnsiSpan[] = [];
  let colour: number | null = null;
  let isBold = false;
  let from = 0;
  const push = (text: string) => {
    const cleaned = clean(text);
    if (cleaned !== '') spans.push({ text: cleaned, colour, isBold });
  };
  for (const found of shown.matchAll(sequence)) {
    push(shown.slice(from, found.index));
    from = found.index + found[0].length;
    if (found[2] === 'm') ({ colour, isBold } = applyCodes(found[1] ?? '', { colour, isBold }));
  }
  push(shown.slice(from));
  return spans;
}

/** The text of a line without anything that only a terminal understands. */
export function plainText(line: string): string {
  return clean(lastWritten(line).replaceAll(sequence, ''));
}

/** A progress bar writes its line again and again after a carriage return; what was written last stays. */
function lastWritten(line: string): string {
  if (!line.includes('\r')) return line;
  return line.split('\r').findLast((part) => part !== '') ?? '';
}

function clean(text: string): string {
  return text.replaceAll(controls, '');
}

type Look = Pick<AnsiSpan, 'colour' | 'isBold'>;

function applyCodes(codes: string, before: Look): Look {
  let { colour, isBold } = before;
  const numbers = codes.split(/[;:]/).map((code) => Number(code || '0'));
  for (let at = 0; at < numbers.length; at += 1) {
    const code = numbers[at] ?? 0;
    if (code === 0) [colour, isBold] = [null, false];
    else if (code === 1) isBold = true;
    else if (code === 22) isBold = false;
    else if (code >= 30 && code <= 37) colour = code - 30;
    else if (code >= 90 && code <= 97) colour = code - 90;
    else if (code === 39) colour = null;
    else if (code === 38 || code === 48) {
      // A colour out of 256, or of red, green and blue, follows: it is stepped over.
      at += numbers[at + 1] === 5 ? 2 : 4;
    }
  }
  return { colour, isBold };
}
