import type { JsonValue } from './finding.ts';
import { resolveTag } from './yaml/resolve-tag.ts';
import type { ScalarStyle } from './yaml/token.ts';

/** How a text may be written where it is put. */
export interface ScalarPlace {
  /** Between brackets or braces, where a comma ends a plain text. */
  readonly flow?: boolean;
  /** How what stood there before was written; quotes are kept. */
  readonly style?: ScalarStyle;
}

// Plain words, and the punctuation of a sentence where nothing else gives it a meaning.
const wordPattern = /^[A-Za-z0-9_./][\w./:-]*$/;
const sentencePattern = /^[A-Za-z0-9_./][\w./:,;!?()' -]*[\w./)!?]$/;
// What JSON leaves as it is, and YAML takes for a line break or refuses.
const unprintable = /[\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]/g;

/** A text as one line of YAML: plain where that reads as the same text, else in quotes. */
export function textAsScalar(text: string, { flow = false, style = 'plain' }: ScalarPlace = {}): string {
  if (style === 'single' && /^[\x20-\x7e\u00a0-\u167f]*$/.test(text))
    return `'${text.replaceAll("'", "''")}'`;
  if (style !== 'double' && isPlain(text, flow)) return text;
  return JSON.stringify(text).replace(
    unprintable,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** A value as one line of YAML. */
export function valueAsScalar(value: string | number | boolean | null, place: ScalarPlace = {}): string {
  return typeof value === 'string' ? textAsScalar(value, place) : String(value);
}

/** Whether a value is neither a list nor a mapping. */
export function isScalarValue(value: JsonValue): value is string | number | boolean | null {
  return typeof value !== 'object' || value === null;
}

function isPlain(text: string, flow: boolean): boolean {
  if (text.endsWith(':') || resolveTag(text) !== 'str') return false;
  return wordPattern.test(text) || (!flow && sentencePattern.test(text) && !text.includes(': '));
}
