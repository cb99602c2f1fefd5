import { contentEnd, endOfLine, startOfLine } from './place-in-text.ts';
import type { FoundNode } from './replace-node.ts';
import type { SequenceNode, YamlNode } from './yaml/node.ts';

/** Takes an item out of a list, with its line's comment; the last one leaves `[]`. */
export function removeItemText(text: string, list: SequenceNode, index: number): string | null {
  const item = list.items[index];
  if (item === undefined) return null;
  if (list.flow) return removeFlowItem(text, list, index);
  if (list.items.length === 1) {
    const end = contentEnd(text, list);
    return text.slice(list.start, end).includes('#')
      ? null
      : `${text.slice(0, list.start)}[]${text.slice(end)}`;
  }
  const dash = text.lastIndexOf('-', item.start - 1);
  return removeLines(text, dash, contentEnd(text, item));
}

/** Takes an entry out of a mapping. */
export function removeEntryText(text: string, parent: YamlNode, { key, value }: FoundNode): string | null {
  if (parent.kind !== 'mapping' || parent.flow || key === null || parent.entries.length < 2) return null;
  const end = value.start < key.start ? key.end + 1 : contentEnd(text, value);
  const isFirst = parent.entries[0]?.key === key;
  const next = parent.entries[1];
  const isBehindDash = text.slice(startOfLine(text, key.start), key.start).trim() !== '';
  if (isFirst && isBehindDash && next !== undefined) {
    const between = text.slice(end, next.key.start);
    return between.includes('#') ? null : `${text.slice(0, key.start)}${text.slice(next.key.start)}`;
  }
  return removeLines(text, key.start, end);
}

/** Takes out whole lines, where nothing else stands on them but a comment. */
function removeLines(text: string, start: number, end: number): string | null {
  const lineStart = startOfLine(text, start);
  if (text.slice(lineStart, start).trim() !== '') return null;
  const lineEnd = endOfLine(text, end);
  if (!/^\s*(#.*)?$/.test(text.slice(end, lineEnd))) return null;
  const lineBreak = /^\r?\n/.exec(text.slice(lineEnd))?.[0].length ?? 0;
  return text.slice(0, lineStart) + text.slice(lineEnd + lineBreak);
}

function removeFlowItem(text: string, list: SequenceNode, index: number): string | null {
  const item = list.items[index];
  const next = list.items[index + 1];
  const previous = list.items[index - 1];
  if (item === undefined) return null;
  if (next !== undefined) return text.slice(0, item.start) + text.slice(next.start);
  const from = previous === undefined ? item.start : contentEnd(text, previous);
  return text.slice(0, from) + text.slice(contentEnd(text, item));
}
