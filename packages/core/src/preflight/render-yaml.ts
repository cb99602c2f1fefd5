import type { JsonValue } from './finding.ts';
import { isScalarValue, textAsScalar, valueAsScalar } from './scalar-text.ts';

/** Longer lists get a line for each item. */
const longestFlow = 72;

/** A config as YAML, as a person would write it: blocks, and short lists of plain values in brackets. */
export function renderYaml(value: JsonValue): string {
  return `${renderBlock(value).join('\n')}\n`;
}

/** The lines of `key: value`, for a key at the first column. */
export function renderEntry(key: string, value: JsonValue): string[] {
  const name = textAsScalar(key);
  if (isInline(value)) return [`${name}: ${renderFlow(value)}`];
  return [`${name}:`, ...renderBlock(value).map((line) => `  ${line}`)];
}

/** The lines of `- value`, for a dash at the first column. */
export function renderItem(value: JsonValue): string[] {
  const lines = isInline(value) ? [renderFlow(value)] : renderBlock(value);
  return lines.map((line, index) => `${index === 0 ? '- ' : '  '}${line}`);
}

/** A value on one line, lists in brackets and mappings in braces. */
export function renderFlow(value: JsonValue, inside = false): string {
  if (isScalarValue(value)) return valueAsScalar(value, { flow: inside });
  if (Array.isArray(value)) return `[${value.map((item) => renderFlow(item, true)).join(', ')}]`;
  const entries = Object.entries(value).map(
    ([key, inner]) => `${textAsScalar(key, { flow: true })}: ${renderFlow(inner, true)}`,
  );
  return `{${entries.join(', ')}}`;
}

function renderBlock(value: JsonValue): string[] {
  if (isInline(value)) return [renderFlow(value)];
  return Array.isArray(value)
    ? value.flatMap(renderItem)
    : Object.entries(value as { readonly [key: string]: JsonValue }).flatMap(([key, inner]) =>
        renderEntry(key, inner),
      );
}

function isInline(value: JsonValue): boolean {
  if (isScalarValue(value)) return true;
  if (!Array.isArray(value)) return Object.keys(value).length === 0;
  return value.every(isScalarValue) && renderFlow(value).length <= longestFlow;
}
