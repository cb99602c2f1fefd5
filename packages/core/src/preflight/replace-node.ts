import type { ConfigDocument } from './document.ts';
import type { JsonValue } from './finding.ts';
import { contentEnd, lineBreakOf } from './place-in-text.ts';
import { renderEntry, renderFlow, renderItem } from './render-yaml.ts';
import { isScalarValue, valueAsScalar } from './scalar-text.ts';
import type { YamlNode } from './yaml/node.ts';

/** A value in a text, with its key if it has one. */
export interface FoundNode {
  readonly key: YamlNode | null;
  readonly value: YamlNode;
}

/** Writes another value where one stands; null where comments would be lost. */
export function replaceNode(
  document: ConfigDocument,
  { key, value: node }: FoundNode,
  value: JsonValue,
  written?: string,
): string | null {
  const { text } = document;
  if (node.kind !== 'scalar') {
    if (!node.flow) return null;
    const open = text.indexOf(node.kind === 'sequence' ? '[' : '{', node.start);
    return text.slice(open, node.end).includes('#')
      ? null
      : put(text, open, node.end, renderFlow(value, false));
  }
  const end = contentEnd(text, node);
  if (isScalarValue(value)) {
    const line = written ?? valueAsScalar(value, { style: node.style, flow: isInFlow(document, node) });
    return put(text, node.contentStart, end, line);
  }
  const isEmpty = node.tag === 'null';
  const block =
    isEmpty && key !== null && !isInFlow(document, node) ? blockBelow(document, key, value) : null;
  if (block === null) return put(text, node.contentStart, end, renderFlow(value, isInFlow(document, node)));
  // The comment behind the key stays behind it.
  const lineEnd = text.indexOf('\n', end) === -1 ? text.length : text.indexOf('\n', end);
  const rest = text.slice(end, lineEnd).trimEnd();
  const before = text.slice(0, node.contentStart).trimEnd();
  return `${before}${rest.trim() === '' ? '' : ` ${rest.trim()}`}${block}${text.slice(end + rest.length)}`;
}

/** The lines of a list or mapping under its key; null where it has none to speak of. */
function blockBelow(document: ConfigDocument, key: YamlNode, value: JsonValue): string | null {
  const lines = Array.isArray(value)
    ? value.flatMap(renderItem)
    : Object.entries(value as { readonly [name: string]: JsonValue }).flatMap(([name, inner]) =>
        renderEntry(name, inner),
      );
  const indent = ' '.repeat(document.positionAt(key.start).column + 1);
  return lines.length === 0
    ? null
    : lines.map((line) => `${lineBreakOf(document.text)}${indent}${line}`).join('');
}

/** Puts `written` into the text; after a key or dash without a value it needs a space. */
function put(text: string, start: number, end: number, written: string): string {
  const before = text.slice(0, start);
  const space = end === start && /[^\s[{(]$/.test(before) ? ' ' : '';
  return `${before}${space}${written}${text.slice(end)}`;
}

/** Whether brackets or braces are open around a node. */
function isInFlow({ nodeAt }: ConfigDocument, node: YamlNode): boolean {
  const root = nodeAt([])?.value;
  return root !== undefined && holdsInFlow(root, node, false);
}

function holdsInFlow(parent: YamlNode, node: YamlNode, flow: boolean): boolean {
  if (parent === node) return flow;
  if (parent.kind === 'scalar') return false;
  const children =
    parent.kind === 'sequence' ? parent.items : parent.entries.flatMap((entry) => [entry.key, entry.value]);
  return children.some((child) => holdsInFlow(child, node, flow || parent.flow));
}
