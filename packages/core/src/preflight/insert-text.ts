import type { ConfigDocument } from './document.ts';
import type { JsonValue } from './finding.ts';
import { contentEnd, endOfLine, isSimpleEntry, lineBreakOf } from './place-in-text.ts';
import { renderEntry, renderFlow, renderItem } from './render-yaml.ts';
import { textAsScalar } from './scalar-text.ts';
import type { MappingNode, SequenceNode } from './yaml/node.ts';

/**
 * Adds a key to a mapping: after its last entry of one line, else before its first; null where the mapping has
 * no place for it.
 */
export function insertEntry(
  document: ConfigDocument,
  parent: MappingNode,
  key: string,
  value: JsonValue,
): string | null {
  const { text } = document;
  if (parent.flow)
    return insertFirst(
      text,
      parent,
      '{',
      `${textAsScalar(key, { flow: true })}: ${renderFlow(value, true)}`,
      parent.entries.length,
    );
  const first = parent.entries.find(({ merged }) => !merged);
  if (first === undefined) return null;
  const lines = renderEntry(key, value);
  const indent = ' '.repeat(document.positionAt(first.key.start).column - 1);
  const simple = parent.entries.findLast((entry) => isSimpleEntry(text, entry));
  if (simple === undefined) {
    const written = lines.map((line) => `${line}${lineBreakOf(text)}${indent}`).join('');
    return `${text.slice(0, first.key.start)}${written}${text.slice(first.key.start)}`;
  }
  return addLines(text, endOfLine(text, simple.value.end), indent, lines);
}

/** Adds an item at the end of a list; null where the list has no place for it. */
export function insertItem(document: ConfigDocument, parent: SequenceNode, value: JsonValue): string | null {
  const { text } = document;
  if (parent.flow) {
    const written = renderFlow(value, true);
    if (parent.items.length === 0) return insertFirst(text, parent, '[', written, 0);
    const last = parent.items.at(-1);
    const end = last === undefined ? parent.end : contentEnd(text, last);
    return `${text.slice(0, end)}, ${written}${text.slice(end)}`;
  }
  const dash = text.indexOf('-', parent.start);
  const indent = ' '.repeat(document.positionAt(dash).column - 1);
  return addLines(text, endOfLine(text, contentEnd(text, parent)), indent, renderItem(value));
}

function insertFirst(
  text: string,
  parent: MappingNode | SequenceNode,
  open: string,
  written: string,
  count: number,
): string {
  const at = text.indexOf(open, parent.start) + 1;
  return `${text.slice(0, at)}${written}${count === 0 ? '' : ', '}${text.slice(at)}`;
}

function addLines(text: string, at: number, indent: string, lines: readonly string[]): string {
  const written = lines.map((line) => `${lineBreakOf(text)}${indent}${line}`).join('');
  return `${text.slice(0, at)}${written}${text.slice(at)}`;
}
