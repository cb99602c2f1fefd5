import { contentEnd, endOfLine, startOfLine } from './place-in-text.ts';
import type { FoundNode } from './replace-node.ts';
import type { MappingNode, SequenceNode, YamlNode } from './yaml/node.ts';

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

/** Takes an entry out of a mapping, with its line's comment; the last one leaves `{}`. */
export function removeEntryText(text: string, parent: YamlNode, { key, value }: FoundNode): string | null {
  if (parent.kind !== 'mapping' || key === null) return null;
  const end = value.start < key.start ? key.end + 1 : contentEnd(text, value);
  if (parent.flow) return removeFlowEntry(text, parent, key, end);
  if (parent.entries.length < 2) return leaveEmpty(text, parent, end);
  const isFirst = parent.entries[0]?.key === key;
  const next = parent.entries[1];
  const isBehindDash = text.slice(startOfLine(text, key.start), key.start).trim() !== '';
  if (isFirst && isBehindDash && next !== undefined) {
    const between = text.slice(end, next.key.start);
    return between.includes('#') ? null : `${text.slice(0, key.start)}${text.slice(next.key.start)}`;
  }
  return removeLines(text, key.start, end);
}

/** Writes `{}` where a mapping ends whose only entry goes: behind its key, if nothing else stands there. */
function leaveEmpty(text: string, parent: MappingNode, end: number): string | null {
  if (text.slice(parent.start, end).includes('#')) return null;
  const before = text.slice(0, parent.start).replace(/:[ \t]*\r?\n[ \t]*$/, ': ');
  return `${before}{}${text.slice(end)}`;
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
  if (item === undefined) return null;
  const previous = list.items[index - 1];
  return removeBetween(text, {
    start: item.start,
    end: contentEnd(text, item),
    next: list.items[index + 1]?.start,
    previous: previous === undefined ? undefined : contentEnd(text, previous),
  });
}

function removeFlowEntry(text: string, map: MappingNode, key: YamlNode, end: number): string | null {
  const own = map.entries.filter(({ merged }) => !merged);
  const index = own.findIndex((entry) => entry.key === key);
  const previous = own[index - 1];
  return removeBetween(text, {
    start: key.start,
    end,
    next: own[index + 1]?.key.start,
    previous:
      previous === undefined ? undefined : Math.max(previous.key.end, contentEnd(text, previous.value)),
  });
}

/** Takes out what stands between commas, with one of them; null where a comment would go too. */
function removeBetween(
  text: string,
  place: { start: number; end: number; next: number | undefined; previous: number | undefined },
): string | null {
  const { start, end, next, previous = start } = place;
  const comments = next === undefined ? text.slice(previous, start) : text.slice(end, next);
  if (comments.includes('#')) return null;
  return next === undefined
    ? text.slice(0, previous) + text.slice(end)
    : text.slice(0, start) + text.slice(next);
}
