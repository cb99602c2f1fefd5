import { type Cursor, isBreakOrEnd, peek, showAt, skipComment, skipSpaces, takeBreak } from './cursor.ts';
import { YamlError } from './yaml-error.ts';

const SPACE = 32;
const nameUnit = /^[0-9A-Za-z_-]$/;
const uriUnit = /^[0-9A-Za-z;/?:@&=+$,_.!~*'()[\]%-]$/;

/** A tag as written: `!!int` is handle `!!` and suffix `int`; `!` and `!<…>` have no handle. */
export interface ScannedTag {
  readonly handle: string | null;
  readonly suffix: string;
}

/** Reads the name of an anchor or alias after its `&` or `*`. */
export function scanAnchorName(cursor: Cursor): string {
  const name = cursor.text.charAt(cursor.offset) === '*' ? 'alias' : 'anchor';
  cursor.offset += 1;
  const text = takeWhile(cursor, nameUnit);
  const after = cursor.text.charAt(cursor.offset);
  if (text === '' || !(isBlank(cursor) || '\t?:,]}%@`'.includes(after))) {
    throw new YamlError(
      `the name of an ${name} holds ${showAt(cursor)}; letters, digits, "_" and "-" are allowed`,
      cursor.offset,
      name === 'alias' ? 'Put the text in quotes if it is meant to begin with "*".' : null,
    );
  }
  return text;
}

/** Reads the tag at the cursor. */
export function scanTag(cursor: Cursor): ScannedTag {
  let tag: ScannedTag;
  const second = cursor.text.charAt(cursor.offset + 1);
  if (second === '<') {
    cursor.offset += 2;
    tag = { handle: null, suffix: scanUri(cursor) };
    if (cursor.text.charAt(cursor.offset) !== '>')
      fail(cursor, 'a tag that opens with "!<" must end with ">"');
    cursor.offset += 1;
  } else if (isBreakOrEnd(peek(cursor, 1)) || second === ' ' || second === '\t') {
    cursor.offset += 1;
    tag = { handle: null, suffix: '!' };
  } else {
    tag = { handle: scanHandle(cursor), suffix: scanUri(cursor) };
  }
  if (!isBlank(cursor)) fail(cursor, `a tag must be followed by a space, not ${showAt(cursor)}`);
  return tag;
}

/** Reads a directive (`%YAML 1.1`, `%TAG ! tag:x,2000:`, or any other, which is ignored) and its line. */
export function scanDirective(cursor: Cursor): { name: string; handle: string | null; value: string } {
  cursor.offset += 1;
  const name = takeWhile(cursor, nameUnit);
  if (name === '' || !isBlank(cursor)) fail(cursor, 'a line that begins with "%" is no directive');
  let handle: string | null = null;
  let value = '';
  if (name === 'YAML') {
    skipSpaces(cursor);
    value = takeWhile(cursor, /^[0-9.]$/);
    if (!/^\d+\.\d+$/.test(value) || !isBlank(cursor))
      fail(cursor, 'the %YAML directive needs a version such as 1.1');
  } else if (name === 'TAG') {
    skipSpaces(cursor);
    handle = takeHandle(cursor);
    if (peek(cursor) !== SPACE) fail(cursor, 'the %TAG directive needs a handle and a prefix');
    skipSpaces(cursor);
    value = scanUri(cursor);
    if (!isBlank(cursor)) fail(cursor, 'the prefix of the %TAG directive must end the line');
  } else {
    while (!isBreakOrEnd(peek(cursor))) cursor.offset += 1;
  }
  skipSpaces(cursor);
  skipComment(cursor);
  if (!isBreakOrEnd(peek(cursor)))
    fail(cursor, `after a directive the line must end, but ${showAt(cursor)} follows`);
  takeBreak(cursor);
  return { name, handle, value };
}

function scanHandle(cursor: Cursor): string {
  for (let ahead = 1; ; ahead += 1) {
    const unit = peek(cursor, ahead);
    if (isBreakOrEnd(unit) || unit === SPACE) break;
    if (unit === 0x21) return takeHandle(cursor);
  }
  cursor.offset += 1;
  return '!';
}

function takeHandle(cursor: Cursor): string {
  if (cursor.text.charAt(cursor.offset) !== '!')
    fail(cursor, `a tag handle begins with "!", not ${showAt(cursor)}`);
  const from = cursor.offset;
  cursor.offset += 1;
  if (peek(cursor) === SPACE) return '!';
  takeWhile(cursor, nameUnit);
  if (cursor.text.charAt(cursor.offset) !== '!')
    fail(cursor, `a tag handle ends with "!", not ${showAt(cursor)}`);
  cursor.offset += 1;
  return cursor.text.slice(from, cursor.offset);
}

function scanUri(cursor: Cursor): string {
  const raw = takeWhile(cursor, uriUnit);
  if (raw === '') fail(cursor, `a tag needs a name, but ${showAt(cursor)} follows`);
  try {
    return decodeURIComponent(raw);
  } catch {
    return fail(cursor, `the tag "${raw}" holds a broken %-escape`);
  }
}

function takeWhile(cursor: Cursor, pattern: RegExp): string {
  const from = cursor.offset;
  while (pattern.test(cursor.text.charAt(cursor.offset))) cursor.offset += 1;
  return cursor.text.slice(from, cursor.offset);
}

function isBlank(cursor: Cursor): boolean {
  return peek(cursor) === SPACE || isBreakOrEnd(peek(cursor));
}

function fail(cursor: Cursor, message: string): never {
  throw new YamlError(message, cursor.offset);
}
