import {
  type Cursor,
  columnOf,
  isBreak,
  isBreakOrEnd,
  NUL,
  peek,
  showAt,
  skipComment,
  skipSpaces,
  takeBreak,
} from './cursor.ts';
import { YamlError } from './yaml-error.ts';

const TAB = 9;
const SPACE = 32;

/** Reads the block scalar (`|` or `>`) at the cursor; `parentIndent` is the column of what it belongs to. */
export function scanBlock(cursor: Cursor, folded: boolean, parentIndent: number): string {
  const start = cursor.offset;
  cursor.offset += 1;
  const { chomping, increment } = scanHeader(cursor, start);
  const minIndent = Math.max(parentIndent + 1, 1);
  let breaks: string;
  let indent: number;
  if (increment === null) {
    const first = scanIndentation(cursor);
    breaks = first.breaks;
    indent = Math.max(minIndent, first.maxIndent);
  } else {
    indent = minIndent + increment - 1;
    breaks = scanBreaks(cursor, indent);
  }
  const chunks: string[] = [];
  let lineBreak = '';
  while (columnOf(cursor) === indent && peek(cursor) !== NUL) {
    chunks.push(breaks);
    const leadingBlank = isSpaceOrTab(peek(cursor));
    const from = cursor.offset;
    while (!isBreakOrEnd(peek(cursor))) cursor.offset += 1;
    chunks.push(cursor.text.slice(from, cursor.offset));
    lineBreak = takeBreak(cursor);
    breaks = scanBreaks(cursor, indent);
    if (columnOf(cursor) !== indent || peek(cursor) === NUL) break;
    if (folded && lineBreak === '\n' && !leadingBlank && !isSpaceOrTab(peek(cursor))) {
      if (breaks === '') chunks.push(' ');
    } else {
      chunks.push(lineBreak);
    }
  }
  if (chomping !== 'strip') chunks.push(lineBreak);
  if (chomping === 'keep') chunks.push(breaks);
  return chunks.join('');
}

function isSpaceOrTab(unit: number): boolean {
  return unit === SPACE || unit === TAB;
}

function scanHeader(cursor: Cursor, start: number) {
  let chomping: 'clip' | 'strip' | 'keep' = 'clip';
  let increment: number | null = null;
  for (let part = 0; part < 2; part += 1) {
    const character = cursor.text.charAt(cursor.offset);
    if ((character === '+' || character === '-') && chomping === 'clip') {
      chomping = character === '+' ? 'keep' : 'strip';
    } else if (character >= '1' && character <= '9' && increment === null) {
      increment = Number(character);
    } else {
      break;
    }
    cursor.offset += 1;
  }
  const afterIndicators = cursor.offset;
  skipSpaces(cursor);
  // PyYAML wants a blank before the comment; `|#` is an error.
  if (cursor.offset > afterIndicators) skipComment(cursor);
  if (!isBreakOrEnd(peek(cursor))) {
    throw new YamlError(
      `after "${cursor.text.charAt(start)}" the line must end, but ${showAt(cursor)} follows`,
      cursor.offset,
      'Begin the text on the next line, indented, or put it in quotes.',
    );
  }
  takeBreak(cursor);
  return { chomping, increment };
}

function scanIndentation(cursor: Cursor): { breaks: string; maxIndent: number } {
  let breaks = '';
  let maxIndent = 0;
  for (;;) {
    const unit = peek(cursor);
    if (isBreak(unit)) {
      breaks += takeBreak(cursor);
    } else if (unit === SPACE) {
      cursor.offset += 1;
      maxIndent = Math.max(maxIndent, columnOf(cursor));
    } else {
      return { breaks, maxIndent };
    }
  }
}

function scanBreaks(cursor: Cursor, indent: number): string {
  let breaks = '';
  for (;;) {
    while (columnOf(cursor) < indent && peek(cursor) === SPACE) cursor.offset += 1;
    if (!isBreak(peek(cursor))) return breaks;
    breaks += takeBreak(cursor);
  }
}
