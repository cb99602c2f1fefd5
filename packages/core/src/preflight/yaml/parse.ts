import { yamlLimits } from './limits.ts';
import type { YamlNode } from './node.ts';
import { emptyScalar, NodeParser } from './node-parser.ts';
import { Scanner } from './scanner.ts';
import { defaultHandles } from './tags.ts';
import { type TokenKind, tokenNames } from './token.ts';
import { YamlError } from './yaml-error.ts';

// What PyYAML's reader lets through; a lone surrogate cannot even be written as UTF-8.
const unprintable = /[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u;
const contentEnders: readonly TokenKind[] = ['directive', 'document-start', 'document-end', 'stream-end'];

/**
 * Reads the one document of `text` by PyYAML's grammar; null where the text holds nothing at all.
 * Throws `YamlError` where PyYAML fails, and at the limits of `yamlLimits`.
 */
export function parseYaml(text: string): YamlNode | null {
  if (text.length > yamlLimits.length) {
    throw new YamlError(`the text is ${text.length} characters long; ${yamlLimits.length} are allowed`, 0);
  }
  const bad = unprintable.exec(text);
  if (bad !== null) {
    const point = (bad[0].codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
    throw new YamlError(`the character U+${point} is not allowed in YAML`, bad.index, 'Delete it.');
  }
  return parseStream(new Scanner(text));
}

function parseStream(scanner: Scanner): YamlNode | null {
  let root: YamlNode | null = null;
  const first = scanner.peek().kind;
  if (first === 'stream-end') return null;
  if (first !== 'directive' && first !== 'document-start') {
    root = new NodeParser(scanner, defaultHandles).parse();
  } else {
    root = parseExplicitDocument(scanner);
  }
  while (scanner.peek().kind === 'document-end') scanner.take();
  const after = scanner.peek();
  if (after.kind === 'stream-end') return root;
  if (after.kind === 'document-start' || after.kind === 'directive') {
    throw new YamlError(
      'a second document begins; a config is one document',
      after.start,
      'Delete what follows "---".',
    );
  }
  throw new YamlError(
    `${tokenNames[after.kind]} stands where the text should have ended`,
    after.start,
    'Check the indentation of this line.',
  );
}

function parseExplicitDocument(scanner: Scanner): YamlNode {
  const handles = parseDirectives(scanner);
  const marker = scanner.take();
  if (marker.kind !== 'document-start') {
    throw new YamlError(
      `"---" must follow the directives, but ${tokenNames[marker.kind]} does`,
      marker.start,
    );
  }
  return contentEnders.includes(scanner.peek().kind)
    ? emptyScalar(marker.end)
    : new NodeParser(scanner, handles).parse();
}

function parseDirectives(scanner: Scanner): ReadonlyMap<string, string> {
  const handles = new Map<string, string>();
  let versionSeen = false;
  while (scanner.peek().kind === 'directive') {
    const token = scanner.take();
    const [name = '', value = ''] = token.text.split(' ');
    if (name === 'YAML') {
      if (versionSeen) throw new YamlError('a second %YAML directive', token.start);
      if (Number(value.split('.')[0]) !== 1)
        throw new YamlError(`YAML ${value} is not read; version 1 is`, token.start);
      versionSeen = true;
    } else if (name === 'TAG' && token.handle !== null) {
      if (handles.has(token.handle))
        throw new YamlError(`a second %TAG directive for ${token.handle}`, token.start);
      handles.set(token.handle, value);
    }
  }
  return new Map([...defaultHandles, ...handles]);
}
