import type { ConfigPath } from '@trainyard/core/preflight';

/** One line of a config that is being typed: what stands on it, and where in the config that is. */
export interface OutlineLine {
  /** Offset of the line in the text. */
  readonly start: number;
  readonly text: string;
  /** Way to the mapping or list that the line stands in. */
  readonly parent: ConfigPath;
  /** The key on the line; null on a line without one. */
  readonly key: string | null;
  /** Offsets of the key, or of the word that may become one. */
  readonly keyStart: number;
  readonly keyEnd: number;
  /** Offset of the value, after the blank that follows the colon; null on a line without a key. */
  readonly valueStart: number | null;
  /** Lines inside a text of several lines, comments and blank ones say nothing. */
  readonly kind: 'entry' | 'item' | 'blank' | 'text';
}

interface Open {
  readonly column: number;
  readonly step: string | number;
}

const keyPattern = /^("(?:[^"\\]|\\.)*"|'[^']*'|[^\s#:'"[\]{},&*!|>%@`-][^#:]*?|-[^\s#:][^#:]*?)\s*:(?=\s|$)/;
const blockPattern = /:\s+(?:[&!]\S+\s+)*[|>][-+0-9]*\s*(?:#.*)?$|^\s*(?:-\s+)+[|>][-+0-9]*\s*$/;

/** The lines of a config by their indentation; works on texts that cannot be read (yet). */
export function outlineOf(text: string): OutlineLine[] {
  const lines: OutlineLine[] = [];
  let stack: Open[] = [];
  // Column that lines of a text of several lines are beyond.
  let textBeyond: number | null = null;
  let start = 0;
  for (const raw of text.split('\n')) {
    const line = raw.endsWith('\r') ? raw.slice(0, -1) : raw;
    const indent = /^ */.exec(line)?.[0].length ?? 0;
    const rest = line.slice(indent);
    const isBlank = rest === '' || rest.startsWith('#');
    if (textBeyond !== null && (isBlank || indent > textBeyond)) {
      lines.push(plainLine(start, line, 'text', [], start + line.length));
    } else if (isBlank) {
      const parent = rest === '' ? closeAt(stack, indent, false).map(({ step }) => step) : [];
      lines.push(plainLine(start, line, 'blank', parent, start + indent));
    } else {
      textBeyond = null;
      const read = readLine(line, indent, start, stack);
      stack = read.stack;
      lines.push(read.line);
      if (blockPattern.test(line)) textBeyond = indent;
    }
    start += raw.length + 1;
  }
  return lines;
}

/** The line in which `offset` stands. */
export function lineAt(outline: readonly OutlineLine[], offset: number): OutlineLine | null {
  return outline.findLast(({ start }) => start <= offset) ?? null;
}

/** The way to what a line is about: its key, or the item it is. */
export function pathOf(line: OutlineLine): ConfigPath {
  return line.key === null ? line.parent : [...line.parent, line.key];
}

function readLine(line: string, indent: number, start: number, before: readonly Open[]) {
  let stack = [...before];
  let column = indent;
  let rest = line.slice(indent);
  let isItem = false;
  for (let dash = /^-(?:\s+|$)/.exec(rest); dash !== null; dash = /^-(?:\s+|$)/.exec(rest)) {
    const previous = before.findLast((open) => open.column === column && typeof open.step === 'number');
    const isSibling = previous !== undefined && !isItem;
    stack = closeAt(stack, column, true).filter((open) => open !== previous);
    stack.push({ column, step: isSibling ? Number(previous.step) + 1 : 0 });
    column += dash[0].length;
    rest = rest.slice(dash[0].length);
    isItem = true;
  }
  const found = keyPattern.exec(rest);
  if (!isItem) stack = closeAt(stack, column, false);
  const parent = stack.map(({ step }) => step);
  const keyStart = start + column;
  if (found === null) {
    const kind = isItem ? 'item' : 'blank';
    return { stack, line: plainLine(start, line, kind, parent, keyStart) };
  }
  const written = found[1] ?? '';
  const key = /^["']/.test(written) ? written.slice(1, -1) : written;
  const afterColon = rest.slice(found[0].length);
  const valueStart = keyStart + found[0].length + (/^\s*/.exec(afterColon)?.[0].length ?? 0);
  const keyEnd = keyStart + written.length;
  stack.push({ column, step: key });
  const read: OutlineLine = { start, text: line, parent, key, keyStart, keyEnd, valueStart, kind: 'entry' };
  return { stack, line: read };
}

/** What is still open for something at `column`; a list may stand as far left as its key. */
function closeAt(stack: readonly Open[], column: number, isItem: boolean): Open[] {
  return stack.filter(
    (open) => open.column < column || (isItem && open.column === column && typeof open.step === 'string'),
  );
}

function plainLine(
  start: number,
  text: string,
  kind: OutlineLine['kind'],
  parent: ConfigPath,
  keyStart: number,
): OutlineLine {
  return {
    start,
    text,
    parent,
    key: null,
    keyStart,
    keyEnd: start + text.length,
    valueStart: null,
    kind,
  };
}
