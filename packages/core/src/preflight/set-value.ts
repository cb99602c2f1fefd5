import { isMapping } from './block.ts';
import { type ConfigDocument, readDocument } from './document.ts';
import type { JsonValue } from './finding.ts';
import { insertEntry, insertItem } from './insert-text.ts';
import { type ConfigPath, valueAt } from './path.ts';
import { removeEntryText, removeItemText } from './remove-text.ts';
import { replaceNode } from './replace-node.ts';
import { sameButAt, withoutValue, withValue } from './value-change.ts';
import type { YamlNode } from './yaml/node.ts';

type JsonMap = { readonly [key: string]: JsonValue };

/**
 * Gives the place `path` of a config another value by changing its text there and nowhere else; comments, order
 * and layout of all the rest stay. What is missing on the way is added, items of lists are added, changed and
 * taken away one by one. `written` is how a number was typed.
 *
 * Null where that cannot be done: the text is no config, or the value is shared with another place by an alias.
 */
export function setValue(
  yamlText: string,
  path: ConfigPath,
  value: JsonValue,
  written?: string,
): string | null {
  const before = readDocument(yamlText);
  if (!before.ok) return null;
  const changed = changeValue(before.document, path, value, written);
  if (changed === null) return null;
  const after = readDocument(changed);
  const expected = withValue(before.document.value, path, value);
  return after.ok && sameButAt(expected, after.document.value, path) ? changed : null;
}

/** Takes the key or item at `path` out of a config; null where its text cannot be taken out by itself. */
export function removeValue(yamlText: string, path: ConfigPath): string | null {
  const before = readDocument(yamlText);
  if (!before.ok) return null;
  const found = before.document.nodeAt(path);
  const parent = before.document.nodeAt(path.slice(0, -1))?.value;
  if (found === null || parent === undefined) return yamlText;
  const changed =
    parent.kind === 'sequence'
      ? removeItemText(yamlText, parent, Number(path.at(-1)))
      : removeEntryText(yamlText, parent, found);
  if (changed === null) return null;
  const after = readDocument(changed);
  const expected = withoutValue(before.document.value, path);
  return after.ok && sameButAt(expected, after.document.value, path) ? changed : null;
}

function changeValue(
  document: ConfigDocument,
  path: ConfigPath,
  value: JsonValue,
  written: string | undefined,
): string | null {
  const found = document.nodeAt(path);
  const isOwn = found !== null && !isMerged(document, path, found.value);
  if (!isOwn) return addValue(document, path, value);
  if (found.value.kind === 'sequence' && !found.value.flow && Array.isArray(value))
    return setItems(document, path, found.value.items.length, value);
  if (found.value.kind === 'mapping' && !found.value.flow && isMapping(value))
    return setEntries(document, path, value as JsonMap);
  return replaceNode(document, found, value, written);
}

/** Changes a list of one item a line, item by item. */
function setItems(
  document: ConfigDocument,
  path: ConfigPath,
  count: number,
  items: readonly JsonValue[],
): string | null {
  let text: string | null = document.text;
  for (const [index, item] of items.entries()) {
    if (text !== null) text = setValue(text, [...path, index], item);
  }
  for (let index = count - 1; index >= items.length && text !== null; index--) {
    text = removeValue(text, [...path, index]);
  }
  return text;
}

/** Changes a mapping key by key. */
function setEntries(document: ConfigDocument, path: ConfigPath, entries: JsonMap): string | null {
  let text: string | null = document.text;
  const before = valueAt(document.value, path);
  for (const [key, value] of Object.entries(entries)) {
    if (text !== null) text = setValue(text, [...path, key], value);
  }
  for (const key of Object.keys(isMapping(before) ? before : {})) {
    if (text !== null && !Object.hasOwn(entries, key)) text = removeValue(text, [...path, key]);
  }
  return text;
}

/** Adds what does not exist yet, with all that is missing above it. */
function addValue(document: ConfigDocument, path: ConfigPath, value: JsonValue): string | null {
  for (let depth = path.length - 1; depth >= 0; depth--) {
    const above = path.slice(0, depth);
    const found = document.nodeAt(above);
    if (found === null) continue;
    const [step, ...below] = path.slice(depth);
    if (step === undefined) return null;
    const inner = below.reduceRight<JsonValue>(
      (content, key) => (typeof key === 'number' ? [content] : { [key]: content }),
      value,
    );
    const parent = found.value;
    if (parent.kind === 'mapping' && typeof step === 'string')
      return insertEntry(document, parent, step, inner);
    if (parent.kind === 'sequence' && step === parent.items.length)
      return insertItem(document, parent, inner);
    if (parent.kind !== 'scalar' || parent.tag !== 'null') return null;
    return replaceNode(document, found, typeof step === 'number' ? [inner] : { [step]: inner });
  }
  return null;
}

/** Whether the value comes from another mapping by a merge key. */
function isMerged(document: ConfigDocument, path: ConfigPath, node: YamlNode): boolean {
  const parent = document.nodeAt(path.slice(0, -1))?.value;
  return parent?.kind === 'mapping' && !parent.entries.some((entry) => entry.value === node && !entry.merged);
}
