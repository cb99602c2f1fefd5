/** A place in the text that only moves forward, with what indentation needs to know. */
export interface Cursor {
  /** The text with a NUL at its end, so that reading one past it is defined. */
  readonly text: string;
  offset: number;
  /** Counts line breaks passed. */
  line: number;
  lineStart: number;
}

export const NUL = 0;
const TAB = 9;
const LF = 10;
const CR = 13;
const SPACE = 32;
const NEL = 0x85;
const LS = 0x2028;
const PS = 0x2029;

/** The UTF-16 unit `ahead` of the cursor; NUL past the end. */
export function peek(cursor: Cursor, ahead = 0): number {
  const unit = cursor.text.charCodeAt(cursor.offset + ahead);
  return Number.isNaN(unit) ? NUL : unit;
}

/** Columns before the cursor on its line. */
export function columnOf(cursor: Cursor): number {
  return cursor.offset - cursor.lineStart;
}

/** Line breaks of YAML 1.1, which knows more of them than editors do. */
export function isBreak(unit: number): boolean {
  return unit === LF || unit === CR || unit === NEL || unit === LS || unit === PS;
}

export function isBreakOrEnd(unit: number): boolean {
  return unit === NUL || isBreak(unit);
}

/** Space, break or end: what may follow `?`, `:` and `-`, tab included. */
export function isBlankOrEnd(unit: number): boolean {
  return unit === SPACE || unit === TAB || isBreakOrEnd(unit);
}

/** Passes one line break if there is one and gives its value; '' where there is none. */
export function takeBreak(cursor: Cursor): string {
  const unit = peek(cursor);
  if (!isBreak(unit)) return '';
  cursor.offset += unit === CR && peek(cursor, 1) === LF ? 2 : 1;
  cursor.line += 1;
  cursor.lineStart = cursor.offset;
  return unit === LS || unit === PS ? String.fromCharCode(unit) : '\n';
}

export function skipSpaces(cursor: Cursor): void {
  while (peek(cursor) === SPACE) cursor.offset += 1;
}

/** Passes a comment up to, not including, its line break. */
export function skipComment(cursor: Cursor): void {
  if (peek(cursor) !== 0x23) return;
  while (!isBreakOrEnd(peek(cursor))) cursor.offset += 1;
}

/** True where `---` or `...` stands, alone or before a blank. */
export function atDocumentMarker(cursor: Cursor, marker?: '---' | '...'): boolean {
  const three = cursor.text.substr(cursor.offset, 3);
  if (marker === undefined ? three !== '---' && three !== '...' : three !== marker) return false;
  return isBlankOrEnd(peek(cursor, 3));
}

/** The character at the cursor as a message shows it. */
export function showAt(cursor: Cursor): string {
  const point = cursor.text.codePointAt(cursor.offset);
  if (point === undefined || cursor.offset >= cursor.text.length - 1) return 'the end of the text';
  if (point === TAB) return 'a tab';
  if (isBreak(point)) return 'the end of the line';
  return `"${String.fromCodePoint(point)}"`;
}
