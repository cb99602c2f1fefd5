import { type ConfigDocument, readDocument } from './document.ts';
import type { Edit } from './finding.ts';
import { insertEntry } from './insert-text.ts';
import { type ConfigPath, valueAt } from './path.ts';
import { endOfLine, isOnOneLine, startOfLine } from './place-in-text.ts';
import { isScalarValue, textAsScalar, valueAsScalar } from './scalar-text.ts';
import type { YamlNode } from './yaml/node.ts';

export interface EditedConfig {
  readonly yaml: string;
  /** The edits that could be made; the others are left for a person. */
  readonly applied: readonly Edit[];
}

/**
 * Makes edits in the text of a config, one after the other; layout and comments stay. An edit that cannot be
 * made without touching more than its place, or that would not give the wanted value, is left out.
 */
export function applyEdits(yamlText: string, edits: readonly Edit[]): EditedConfig {
  let yaml = yamlText;
  const applied: Edit[] = [];
  for (const edit of edits) {
    const before = readDocument(yaml);
    if (!before.ok) break;
    const changed = changeText(before.document, edit);
    if (changed === null) continue;
    const after = readDocument(changed);
    if (!after.ok || !holds(edit, after.document.value)) continue;
    yaml = changed;
    applied.push(edit);
  }
  return { yaml, applied };
}

/** Whether a config is as the edit wants it. */
function holds(edit: Edit, value: unknown): boolean {
  const found = valueAt(value, edit.path);
  if (edit.operation === 'remove') return found === undefined;
  if (edit.operation === 'set') return JSON.stringify(found) === JSON.stringify(edit.value);
  return found === undefined && valueAt(value, [...edit.path.slice(0, -1), edit.key]) !== undefined;
}

function changeText(document: ConfigDocument, edit: Edit): string | null {
  const { text } = document;
  const found = document.nodeAt(edit.path);
  switch (edit.operation) {
    case 'rename':
      return found?.key?.kind === 'scalar' ? replace(text, found.key, textAsScalar(edit.key)) : null;
    case 'remove':
      return found?.key == null ? null : removeEntry(text, found.key, found.value);
    case 'set': {
      if (!isScalarValue(edit.value)) return null;
      if (found === null) return insert(document, edit.path, edit.value);
      return found.value.kind === 'scalar' && isOnOneLine(text, found.value)
        ? replace(text, found.value, valueAsScalar(edit.value))
        : null;
    }
  }
}

/** Puts `written` where a scalar stands; an empty one gets a space before it. */
function replace(text: string, node: YamlNode & { kind: 'scalar' }, written: string): string {
  const before = text.slice(0, node.contentStart);
  const space = node.end === node.contentStart && /[^\s]$/.test(before) ? ' ' : '';
  return `${before}${space}${written}${text.slice(node.end)}`;
}

/** Adds a key to the mapping that the path leads into. */
function insert(document: ConfigDocument, path: ConfigPath, value: string | number | boolean | null) {
  const parent = document.nodeAt(path.slice(0, -1))?.value;
  const key = path.at(-1);
  return parent?.kind === 'mapping' && typeof key === 'string'
    ? insertEntry(document, parent, key, value)
    : null;
}

/** Takes out an entry that has its lines to itself. */
function removeEntry(text: string, key: YamlNode, value: YamlNode): string | null {
  if (value.kind !== 'scalar' || !isOnOneLine(text, { start: key.start, end: value.end })) return null;
  const lineStart = startOfLine(text, key.start);
  if (text.slice(lineStart, key.start).trim() !== '') return null;
  const lineEnd = endOfLine(text, value.end);
  if (!/^\s*(#.*)?$/.test(text.slice(value.end, lineEnd))) return null;
  return text.slice(0, lineStart) + text.slice(Math.min(text.length, lineEnd + 1));
}
