import { atDocumentMarker, type Cursor, isBreak, NUL, peek, takeBreak } from './cursor.ts';
import { YamlError } from './yaml-error.ts';

const TAB = 9;
const SPACE = 32;
const DOUBLE = 0x22;
const SINGLE = 0x27;
const BACKSLASH = 0x5c;

const escapes: Readonly<Record<string, string>> = {
  '0': '\0',
  a: '\x07',
  b: '\b',
  t: '\t',
  '\t': '\t',
  n: '\n',
  v: '\v',
  f: '\f',
  r: '\r',
  e: '\x1b',
  ' ': ' ',
  '"': '"',
  '\\': '\\',
  '/': '/',
  N: '\u0085',
  _: '\u00a0',
  L: '\u2028',
  P: '\u2029',
};
const hexLengths: Readonly<Record<string, number>> = { x: 2, u: 4, U: 8 };

/** Reads the quoted scalar at the cursor, quotes and all, and gives its value. */
export function scanQuoted(cursor: Cursor): string {
  const start = cursor.offset;
  const quote = peek(cursor);
  cursor.offset += 1;
  let value = scanText(cursor, quote, start);
  while (peek(cursor) !== quote) {
    value += scanBlanks(cursor, quote, start) + scanText(cursor, quote, start);
  }
  cursor.offset += 1;
  return value;
}

function scanText(cursor: Cursor, quote: number, start: number): string {
  let value = '';
  for (;;) {
    const from = cursor.offset;
    while (isOrdinary(peek(cursor))) cursor.offset += 1;
    value += cursor.text.slice(from, cursor.offset);
    const unit = peek(cursor);
    if (quote === SINGLE && unit === SINGLE && peek(cursor, 1) === SINGLE) {
      value += "'";
      cursor.offset += 2;
    } else if (quote === DOUBLE && unit === BACKSLASH) {
      value += scanEscape(cursor, start);
    } else if (
      (quote === DOUBLE && unit === SINGLE) ||
      (quote === SINGLE && (unit === DOUBLE || unit === BACKSLASH))
    ) {
      value += String.fromCharCode(unit);
      cursor.offset += 1;
    } else {
      return value;
    }
  }
}

function isOrdinary(unit: number): boolean {
  return (
    unit !== NUL &&
    unit !== SPACE &&
    unit !== TAB &&
    unit !== DOUBLE &&
    unit !== SINGLE &&
    unit !== BACKSLASH &&
    !isBreak(unit)
  );
}

function scanEscape(cursor: Cursor, start: number): string {
  cursor.offset += 1;
  const character = cursor.text.charAt(cursor.offset);
  if (isBreak(peek(cursor))) {
    takeBreak(cursor);
    return scanFoldedBreaks(cursor, start);
  }
  const replacement = Object.hasOwn(escapes, character) ? escapes[character] : undefined;
  if (replacement !== undefined) {
    cursor.offset += 1;
    return replacement;
  }
  if (peek(cursor) === NUL) throw unclosed(DOUBLE, start);
  const length = Object.hasOwn(hexLengths, character) ? hexLengths[character] : undefined;
  if (length === undefined) {
    throw new YamlError(
      `a double-quoted text holds the unknown escape "\\${character}"`,
      cursor.offset - 1,
      'Write \\\\ for a backslash, or put the text in single quotes.',
    );
  }
  const digits = cursor.text.slice(cursor.offset + 1, cursor.offset + 1 + length);
  const point = new RegExp(`^[0-9A-Fa-f]{${length}}$`).test(digits) ? Number.parseInt(digits, 16) : -1;
  if (point < 0 || point > 0x10ffff) {
    throw new YamlError(
      `the escape "\\${character}" needs ${length} hexadecimal digits of a character`,
      cursor.offset - 1,
    );
  }
  cursor.offset += 1 + length;
  return String.fromCodePoint(point);
}

function scanBlanks(cursor: Cursor, quote: number, start: number): string {
  const from = cursor.offset;
  while (peek(cursor) === SPACE || peek(cursor) === TAB) cursor.offset += 1;
  const blanks = cursor.text.slice(from, cursor.offset);
  if (peek(cursor) === NUL) throw unclosed(quote, start);
  if (!isBreak(peek(cursor))) return blanks;
  const lineBreak = takeBreak(cursor);
  const breaks = scanFoldedBreaks(cursor, start);
  if (lineBreak !== '\n') return lineBreak + breaks;
  return breaks === '' ? ' ' : breaks;
}

function scanFoldedBreaks(cursor: Cursor, start: number): string {
  let breaks = '';
  for (;;) {
    if (atDocumentMarker(cursor)) {
      throw new YamlError(
        'a quoted text is still open where a new document begins',
        start,
        'Close the quote.',
      );
    }
    while (peek(cursor) === SPACE || peek(cursor) === TAB) cursor.offset += 1;
    if (!isBreak(peek(cursor))) return breaks;
    breaks += takeBreak(cursor);
  }
}

function unclosed(quote: number, start: number): YamlError {
  const name = quote === DOUBLE ? 'double' : 'single';
  return new YamlError(`the ${name} quote that opens here is never closed`, start, 'Close the quote.');
}
