import type { ScalarNode } from './node.ts';

/** The text that Python's JSON makes of a key that is no text: `1e-05` for 0.00001, `1.0` for 1.0, `true`, `null`. */
export function jsonKey(node: ScalarNode, value: number | boolean | null): string {
  if (typeof value !== 'number') return String(value);
  if (node.tag === 'float') return floatText(value);
  const digits = node.text.replaceAll('_', '');
  return Number.isSafeInteger(value) || !/^[-+]?[1-9]\d*$/.test(digits)
    ? String(value)
    : digits.replace(/^\+/, '');
}

/** Python's repr of a float: an exponent below 0.0001 and from 10¹⁶ on, with two digits at least. */
function floatText(value: number): string {
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value > 0 ? 'Infinity' : '-Infinity';
  const magnitude = Math.abs(value);
  if (magnitude !== 0 && (magnitude < 1e-4 || magnitude >= 1e16)) {
    return value.toExponential().replace(/e([-+])(\d)$/, 'e$10$2');
  }
  const text = Object.is(value, -0) ? '-0' : String(value);
  return Number.isInteger(value) ? `${text}.0` : text;
}
