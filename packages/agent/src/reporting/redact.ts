/** Text that must not be seen, and what stands in its place. */
export interface Replacement {
  text: string;
  by: string;
  /** Found also where line ends or terminal codes stand in it, as in output that was wrapped or coloured. */
  isSecret?: boolean;
}

/** Replaces texts in a stream, wherever the chunks are cut. */
export interface Redactor {
  /** The part of what came so far that is certain; a possible beginning of a text is held back. */
  push(chunk: string): string;
  /** What was held back. */
  end(): string;
}

/** What a secret is replaced by. */
export const redactedMark = '[redacted]';

/** Shorter values are no secrets (a flag, a port), and removing them would make every log unreadable. */
const shortestSecret = 4;

/** The replacements that hide the values of `secrets`. */
export function hideSecrets(secrets: Readonly<Record<string, string>>): Replacement[] {
  return Object.values(secrets)
    .filter((value) => value.length >= shortestSecret)
    .map((text) => ({ text, by: redactedMark, isSecret: true }));
}

/**
 * A redactor for one stream. At each position the longest matching text is replaced; what is replaced is
 * not searched again.
 */
export function createRedactor(replacements: readonly Replacement[]): Redactor {
  const longestFirst = replacements
    .filter(({ text }) => text !== '')
    .sort((a, b) => b.text.length - a.text.length);
  const starts = new Set(longestFirst.map(({ text }) => text.charCodeAt(0)));
  let held = '';

  const scan = (buffer: string, isEnd: boolean): string => {
    let done = '';
    let copiedTo = 0;
    let at = 0;
    while (at < buffer.length) {
      if (!starts.has(buffer.charCodeAt(at))) {
        at += 1;
        continue;
      }
      const found = longestMatch(longestFirst, buffer, at, isEnd);
      if (found === 'open') break;
      if (found === null) {
        at += 1;
        continue;
      }
      done += buffer.slice(copiedTo, at) + found.by;
      at += found.length;
      copiedTo = at;
    }
    held = buffer.slice(at);
    return done + buffer.slice(copiedTo, at);
  };

  return {
    push: (chunk) => (starts.size === 0 ? chunk : scan(held + chunk, false)),
    end: () => scan(held, true),
  };
}

/** `text` with every replacement made. */
export function redactText(text: string, replacements: readonly Replacement[]): string {
  const redactor = createRedactor(replacements);
  return redactor.push(text) + redactor.end();
}

/** Most of what may stand within a secret beside its own characters. */
const mostGap = 512;

/**
 * The longest text at a position, and how much of the buffer it takes; `open` where more of the stream must come
 * to tell, unless this is its end.
 */
function longestMatch(
  longestFirst: readonly Replacement[],
  buffer: string,
  at: number,
  isEnd: boolean,
): { by: string; length: number } | 'open' | null {
  let longest: { by: string; length: number } | null = null;
  for (const { text, by, isSecret } of longestFirst) {
    const length = isSecret ? matchBroken(text, buffer, at) : matchWhole(text, buffer, at);
    if (length === 'open' && !isEnd) return 'open';
    if (typeof length === 'number') longest ??= { by, length };
  }
  return longest;
}

type MatchLength = number | 'open' | null;

function matchWhole(text: string, buffer: string, at: number): MatchLength {
  if (buffer.startsWith(text, at)) return text.length;
  const left = buffer.length - at;
  return text.length > left && text.startsWith(buffer.slice(at)) ? 'open' : null;
}

/** Leaves out what may stand between two characters: ends of lines with the indentation after them, codes. */
function matchBroken(text: string, buffer: string, at: number): MatchLength {
  let position = at;
  let isLineStart = false;
  for (let index = 0; index < text.length; ) {
    if (position === buffer.length) return 'open';
    const character = buffer.charAt(position);
    if (character === text.charAt(index)) {
      index += 1;
      position += 1;
      isLineStart = character === '\n';
      continue;
    }
    const gap =
      index === 0 || position - at > text.length + mostGap ? 0 : gapAt(buffer, position, isLineStart);
    if (gap === 'open') return 'open';
    if (gap === 0) return null;
    position += gap;
    if (character !== ' ') isLineStart = character === '\n';
  }
  return position - at;
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
const terminalCode = /\u001b\[[0-9;?]*[ -/]*[@-~]/y;
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
const openTerminalCode = /\u001b(?:\[[0-9;?]*[ -/]*)?$/y;

/** How many characters at a position belong to no text; 0 for none. */
function gapAt(buffer: string, position: number, isLineStart: boolean): number | 'open' {
  const code = buffer.charCodeAt(position);
  if (code === 0x20) return isLineStart ? 1 : 0;
  if (code !== 0x1b) return code < 0x20 || code === 0x7f ? 1 : 0;
  openTerminalCode.lastIndex = position;
  if (openTerminalCode.test(buffer)) return 'open';
  terminalCode.lastIndex = position;
  return terminalCode.exec(buffer)?.[0].length ?? 1;
}
