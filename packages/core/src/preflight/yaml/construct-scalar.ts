import type { ScalarNode } from './node.ts';
import { YamlError } from './yaml-error.ts';

/** A value that the config can hold. */
export type PlainScalar = string | number | boolean | null;

const booleans: Readonly<Record<string, boolean>> = {
  yes: true,
  no: false,
  true: true,
  false: false,
  on: true,
  off: false,
};
const timestampPattern =
  /^(\d{4})-(\d\d?)-(\d\d?)(?:(?:[Tt]|[ \t]+)(\d\d?):(\d\d):(\d\d)(?:\.\d*)?(?:[ \t]*(?:Z|[-+](\d\d?)(?::(\d\d))?))?)?$/;

/**
 * The value of a scalar as PyYAML's safe constructor makes it. A date stays text: the trainer could not even
 * write it back, and as text it does no harm. Throws `YamlError` where PyYAML raises.
 */
export function constructScalar(node: ScalarNode): PlainScalar {
  switch (node.tag) {
    case 'str':
      return node.text;
    case 'null':
      return null;
    case 'bool':
      return constructBoolean(node);
    case 'int':
      return checkNumber(node, constructInteger(node.text.replaceAll('_', '')));
    case 'float':
      return checkNumber(node, constructFloat(node.text.replaceAll('_', '').toLowerCase()));
    case 'timestamp':
      return constructTimestamp(node);
    default:
      throw new YamlError(
        node.tag === 'value' || node.tag === 'merge'
          ? `"${node.text}" alone is no value`
          : `a value with the tag ${showTag(node.tag)} cannot be read`,
        node.start,
        node.tag === 'value' || node.tag === 'merge' ? 'Put it in quotes.' : 'Remove the tag.',
      );
  }
}

/** A tag as a user writes it. */
export function showTag(tag: string): string {
  return /^[a-z]+$/.test(tag) ? `!!${tag}` : tag;
}

function constructBoolean(node: ScalarNode): boolean {
  const word = node.text.toLowerCase();
  const value = Object.hasOwn(booleans, word) ? booleans[word] : undefined;
  if (value === undefined) throw new YamlError(`"${node.text}" is no boolean`, node.start);
  return value;
}

function constructInteger(text: string): number | null {
  const negative = text.startsWith('-');
  const digits = text.replace(/^[-+]/, '');
  const magnitude = integerMagnitude(digits);
  return magnitude === null ? null : negative ? -magnitude : magnitude;
}

function integerMagnitude(digits: string): number | null {
  if (digits === '0') return 0;
  if (digits.startsWith('0b')) return /^[01]+$/.test(digits.slice(2)) ? Number(digits) : null;
  if (digits.startsWith('0x')) return /^[0-9a-f]+$/i.test(digits.slice(2)) ? Number(digits) : null;
  if (digits.startsWith('0'))
    return /^(?:0o)?[0-7]+$/i.test(digits) ? Number.parseInt(digits.replace(/^0o/i, ''), 8) : null;
  if (digits.includes(':')) return sexagesimal(digits, /^\d+$/);
  return /^\d{1,300}$/.test(digits) ? Number(digits) : null;
}

function constructFloat(text: string): number | null {
  const negative = text.startsWith('-');
  const digits = text.replace(/^[-+]/, '');
  const magnitude = floatMagnitude(digits);
  return magnitude === null ? null : negative ? -magnitude : magnitude;
}

function floatMagnitude(digits: string): number | null {
  if (digits === '.inf') return Number.POSITIVE_INFINITY;
  if (digits === '.nan') return Number.NaN;
  if (digits.includes(':')) return sexagesimal(digits, /^(?:\d+\.?\d*|\.\d+)$/);
  return /^(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?$/.test(digits) ? Number(digits) : null;
}

function sexagesimal(digits: string, part: RegExp): number | null {
  let value = 0;
  for (const text of digits.split(':')) {
    if (!part.test(text)) return null;
    value = value * 60 + Number(text);
  }
  return value;
}

function checkNumber(node: ScalarNode, value: number | null): number {
  if (value === null) {
    throw new YamlError(
      `"${node.text}" looks like a number but is none`,
      node.start,
      'Put it in quotes if it is a text.',
    );
  }
  return value;
}

function constructTimestamp(node: ScalarNode): string {
  const match = timestampPattern.exec(node.text);
  const [, year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0, zoneHour = 0] = (match ?? []).map(
    Number,
  );
  const leap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  const days = [31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1] ?? 0;
  const valid = match !== null && year >= 1 && day >= 1 && day <= days;
  const validTime = !(hour > 23 || minute > 59 || second > 59 || zoneHour > 23);
  if (!valid || !validTime) {
    throw new YamlError(`"${node.text}" looks like a date but is none`, node.start, 'Put it in quotes.');
  }
  return node.text;
}
