import { type ConfigDocument, readDocument } from './document.ts';
import type { Edit } from './finding.ts';
import { type ConfigPath, valueAt } from './path.ts';
import type { MappingEntry, MappingNode, YamlNode } from './yaml/node.ts';
import { resolveTag } from './yaml/resolve-tag.ts';

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
      return found?.key?.kind === 'scalar' ? replace(text, found.key, scalarText(edit.key)) : null;
    case 'remove':
      return found?.key == null ? null : removeEntry(text, found.key, found.value);
    case 'set': {
      const written = valueText(edit.value);
      if (written === null) return null;
      if (found === null) return insertEntry(document, edit.path, written);
      return found.value.kind === 'scalar' && isOnOneLine(text, found.value)
        ? replace(text, found.value, written)
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

/** Adds a key to the mapping that the path leads into: after its last one-line entry, or before its first. */
function insertEntry(document: ConfigDocument, path: ConfigPath, written: string): string | null {
  const parent = document.nodeAt(path.slice(0, -1))?.value;
  const key = path.at(-1);
  if (parent?.kind !== 'mapping' || typeof key !== 'string') return null;
  const entry = `${scalarText(key)}: ${written}`;
  return parent.flow ? insertInFlow(document.text, parent, entry) : insertInBlock(document, parent, entry);
}

function insertInFlow(text: string, parent: MappingNode, entry: string): string {
  const at = text.indexOf('{', parent.start) + 1;
  return `${text.slice(0, at)}${entry}${parent.entries.length === 0 ? '' : ', '}${text.slice(at)}`;
}

function insertInBlock(document: ConfigDocument, parent: MappingNode, entry: string): string | null {
  const { text } = document;
  const [first] = parent.entries;
  if (first === undefined) return null;
  const indent = ' '.repeat(document.positionAt(first.key.start).column - 1);
  const simple = parent.entries.findLast((other) => isSimple(text, other));
  if (simple === undefined)
    return `${text.slice(0, first.key.start)}${entry}\n${indent}${text.slice(first.key.start)}`;
  const lineEnd = endOfLine(text, simple.value.end);
  return `${text.slice(0, lineEnd)}\n${indent}${entry}${text.slice(lineEnd)}`;
}

/** An entry of one line whose value stands right after its key. */
function isSimple(text: string, { key, value }: MappingEntry): boolean {
  return (
    value.kind === 'scalar' &&
    value.start >= key.end &&
    isOnOneLine(text, { start: key.start, end: value.end })
  );
}

/** Takes out an entry that has its lines to itself. */
function removeEntry(text: string, key: YamlNode, value: YamlNode): string | null {
  if (value.kind !== 'scalar' || !isOnOneLine(text, { start: key.start, end: value.end })) return null;
  const lineStart = text.lastIndexOf('\n', key.start - 1) + 1;
  if (text.slice(lineStart, key.start).trim() !== '') return null;
  const lineEnd = endOfLine(text, value.end);
  if (!/^\s*(#.*)?$/.test(text.slice(value.end, lineEnd))) return null;
  return text.slice(0, lineStart) + text.slice(Math.min(text.length, lineEnd + 1));
}

function endOfLine(text: string, offset: number): number {
  const end = text.indexOf('\n', offset);
  const cut = end === -1 ? text.length : end;
  return text.charAt(cut - 1) === '\r' ? cut - 1 : cut;
}

function isOnOneLine(text: string, { start, end }: { start: number; end: number }): boolean {
  return !/[\r\n]/.test(text.slice(start, end));
}

/** A value as YAML; null for what needs more than one line. */
function valueText(value: unknown): string | null {
  if (value === null || typeof value === 'number' || typeof value === 'boolean') return String(value);
  return typeof value === 'string' ? scalarText(value) : null;
}

/** A text as YAML, in quotes where it would be read as something else. */
function scalarText(text: string): string {
  const plain = /^[A-Za-z0-9_./][\w./:-]*$/.test(text) && !text.endsWith(':') && resolveTag(text) === 'str';
  return plain ? text : JSON.stringify(text);
}
