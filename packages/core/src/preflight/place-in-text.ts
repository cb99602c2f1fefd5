import type { MappingEntry, YamlNode } from './yaml/node.ts';

/** Where the last character of a node stands, exclusive; blank lines and comments after it do not belong to it. */
export function contentEnd(text: string, node: YamlNode): number {
  if (node.kind === 'scalar') {
    const isBlock = node.style === 'literal' || node.style === 'folded';
    return isBlock ? node.contentStart + text.slice(node.contentStart, node.end).trimEnd().length : node.end;
  }
  if (node.flow) return node.end;
  let end = node.start;
  const children = node.kind === 'sequence' ? node.items : node.entries.flatMap(ownNodes);
  for (const child of children) {
    // What an alias names stands elsewhere.
    if (child.start >= node.start) end = Math.max(end, contentEnd(text, child));
  }
  return end;
}

function ownNodes({ key, value, merged }: MappingEntry): YamlNode[] {
  if (merged) return [];
  return value.start < key.start ? [key] : [key, value];
}

/** Where the line ends in which `offset` stands, before its line break. */
export function endOfLine(text: string, offset: number): number {
  const end = text.indexOf('\n', offset);
  const cut = end === -1 ? text.length : end;
  return text.charAt(cut - 1) === '\r' ? cut - 1 : cut;
}

/** Where the line begins in which `offset` stands. */
export function startOfLine(text: string, offset: number): number {
  return offset === 0 ? 0 : text.lastIndexOf('\n', offset - 1) + 1;
}

/** Whether a stretch of text has no line break in it. */
export function isOnOneLine(text: string, { start, end }: { start: number; end: number }): boolean {
  return !/[\r\n]/.test(text.slice(start, end));
}

/** An entry of one line whose value stands right after its key. */
export function isSimpleEntry(text: string, { key, value, merged }: MappingEntry): boolean {
  return (
    !merged &&
    value.kind === 'scalar' &&
    value.start >= key.end &&
    isOnOneLine(text, { start: key.start, end: value.end })
  );
}

/** The line break that a text uses. */
export function lineBreakOf(text: string): string {
  return text.includes('\r\n') ? '\r\n' : '\n';
}
