import {
  atDocumentMarker,
  type Cursor,
  columnOf,
  isBlankOrEnd,
  isBreak,
  peek,
  showAt,
  takeBreak,
} from './cursor.ts';
import { YamlError } from './yaml-error.ts';

const SPACE = 32;
const HASH = 0x23;
const COLON = 0x3a;
const flowIndicators = new Set([0x2c, 0x3f, 0x5b, 0x5d, 0x7b, 0x7d]); // , ? [ ] { }
const flowAfterColon = new Set([0x2c, 0x5b, 0x5d, 0x7b, 0x7d]); // , [ ] { }

export interface PlainScalar {
  readonly text: string;
  readonly end: number;
  /** The scan stopped on a new line, where a key may stand. */
  readonly endedOnNewLine: boolean;
}

/** Reads the plain scalar at the cursor; outside flow collections it ends where the indentation falls below `indent`. */
export function scanPlain(cursor: Cursor, inFlow: boolean, indent: number): PlainScalar {
  let text = '';
  let blanks = '';
  let end = cursor.offset;
  let endedOnNewLine = false;
  while (peek(cursor) !== HASH) {
    const from = cursor.offset;
    while (!endsWord(cursor, inFlow)) cursor.offset += 1;
    if (cursor.offset === from) break;
    text += blanks + cursor.text.slice(from, cursor.offset);
    end = cursor.offset;
    const line = cursor.line;
    const next = scanBlanks(cursor);
    endedOnNewLine = cursor.line !== line;
    if (next === null || next === '') break;
    if (!inFlow && columnOf(cursor) < indent) break;
    blanks = next;
  }
  return { text, end, endedOnNewLine };
}

function endsWord(cursor: Cursor, inFlow: boolean): boolean {
  const unit = peek(cursor);
  if (isBlankOrEnd(unit)) return true;
  if (unit === COLON) {
    const after = peek(cursor, 1);
    return isBlankOrEnd(after) || (inFlow && flowAfterColon.has(after));
  }
  return inFlow && flowIndicators.has(unit);
}

/** The blanks before the next word of the scalar; null where a document marker ends it. */
function scanBlanks(cursor: Cursor): string | null {
  const from = cursor.offset;
  while (peek(cursor) === SPACE) cursor.offset += 1;
  if (!isBreak(peek(cursor))) return cursor.text.slice(from, cursor.offset);
  const lineBreak = takeBreak(cursor);
  if (atDocumentMarker(cursor)) return null;
  let breaks = '';
  for (;;) {
    if (peek(cursor) === SPACE) {
      cursor.offset += 1;
    } else if (isBreak(peek(cursor))) {
      breaks += takeBreak(cursor);
      if (atDocumentMarker(cursor)) return null;
    } else {
      break;
    }
  }
  if (lineBreak !== '\n') return lineBreak + breaks;
  return breaks === '' ? ' ' : breaks;
}

/** Whether a plain scalar can begin with this character, which is no indicator of its own here. */
export function startsPlain(character: string, blankAfter: boolean, inFlow: boolean): boolean {
  const isIndicator = '-?:,[]{}#&*!|>\'"%@`'.includes(character);
  if (!isIndicator && !isBlankOrEnd(character.charCodeAt(0))) return true;
  return !blankAfter && (character === '-' || (!inFlow && (character === '?' || character === ':')));
}

/** Why nothing can begin at the cursor. */
export function cannotStart(cursor: Cursor): YamlError {
  const shown = showAt(cursor);
  const fix =
    shown === 'a tab'
      ? 'Use spaces; YAML allows no tabs here.'
      : `Put the text in quotes if it is meant to begin with ${shown}.`;
  return new YamlError(`nothing can begin with ${shown}`, cursor.offset, fix);
}
