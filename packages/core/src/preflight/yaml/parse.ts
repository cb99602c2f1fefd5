import { yamlLimits } from './limits.ts';
import type { MappingEntry, YamlNode } from './node.ts';
import { resolveTag } from './resolve-tag.ts';
import { Scanner } from './scanner.ts';
import { type Token, type TokenKind, tokenNames } from './token.ts';
import { YamlError } from './yaml-error.ts';

// What PyYAML's reader lets through; a lone surrogate cannot even be written as UTF-8.
const unprintable = /[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u;
const yamlTagPrefix = 'tag:yaml.org,2002:';

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
  return new Parser(text).parseStream();
}

class Parser {
  readonly #scanner: Scanner;
  readonly #anchors = new Map<string, YamlNode>();
  #handles: ReadonlyMap<string, string> = new Map();
  #depth = 0;

  constructor(text: string) {
    this.#scanner = new Scanner(text);
  }

  parseStream(): YamlNode | null {
    let root: YamlNode | null = null;
    let first = true;
    for (;;) {
      if (first && !this.#nextIs('directive', 'document-start', 'stream-end')) {
        this.#handles = defaultHandles;
        root = this.#parseNode({ block: true });
      } else {
        while (this.#nextIs('document-end')) this.#scanner.take();
        if (this.#nextIs('stream-end')) return root;
        const start = this.#scanner.peek();
        this.#handles = this.#parseDirectives();
        if (!this.#nextIs('document-start')) {
          const found = this.#scanner.peek();
          throw new YamlError(
            `${tokenNames[found.kind]} stands where the text should have ended`,
            found.start,
            'Check the indentation of this line.',
          );
        }
        const marker = this.#scanner.take();
        if (!first) {
          throw new YamlError(
            'a second document begins; a config is one document',
            start.start,
            'Delete what follows "---".',
          );
        }
        root = this.#nextIs('directive', 'document-start', 'document-end', 'stream-end')
          ? emptyScalar(marker.end)
          : this.#parseNode({ block: true });
      }
      first = false;
      if (this.#nextIs('document-end')) this.#scanner.take();
    }
  }

  #parseDirectives(): ReadonlyMap<string, string> {
    const handles = new Map<string, string>();
    let versionSeen = false;
    while (this.#nextIs('directive')) {
      const token = this.#scanner.take();
      const [name = '', value = ''] = token.text.split(' ');
      if (name === 'YAML') {
        if (versionSeen) throw new YamlError('a second %YAML directive', token.start);
        if (value.split('.')[0]?.replace(/^0+(?=\d)/, '') !== '1') {
          throw new YamlError(`YAML ${value} is not read; version 1 is`, token.start);
        }
        versionSeen = true;
      } else if (name === 'TAG' && token.handle !== null) {
        if (handles.has(token.handle))
          throw new YamlError(`a second %TAG directive for ${token.handle}`, token.start);
        handles.set(token.handle, value);
      }
    }
    return new Map([...defaultHandles, ...handles]);
  }

  #parseNode(context: { block: boolean; indentless?: boolean }): YamlNode {
    if (this.#nextIs('alias')) return this.#parseAlias();
    const { anchor, tag, start: propertiesStart, end: propertiesEnd } = this.#parseProperties();
    const token = this.#scanner.peek();
    const start = propertiesStart ?? token.start;
    if (context.indentless === true && token.kind === 'block-entry') {
      return this.#parseSequence(anchor, tag, start, 'indentless');
    }
    switch (token.kind) {
      case 'scalar':
        this.#scanner.take();
        return this.#remember(anchor, {
          kind: 'scalar',
          start,
          end: token.end,
          contentStart: token.start,
          text: token.text,
          style: token.style,
          tag: scalarTag(tag, token),
        });
      case 'flow-sequence-start':
        return this.#parseSequence(anchor, tag, start, 'flow');
      case 'flow-mapping-start':
        return this.#parseMapping(anchor, tag, start, true);
      case 'block-sequence-start':
        if (context.block) return this.#parseSequence(anchor, tag, start, 'block');
        break;
      case 'block-mapping-start':
        if (context.block) return this.#parseMapping(anchor, tag, start, false);
        break;
      default:
        break;
    }
    if (anchor !== null || tag !== null) {
      const node = emptyScalar(propertiesEnd ?? start, tag === null || tag === '!' ? 'null' : tag);
      return this.#remember(anchor, node);
    }
    throw new YamlError(`${tokenNames[token.kind]} stands where a value must stand`, token.start);
  }

  #parseAlias(): YamlNode {
    const token = this.#scanner.take();
    const node = this.#anchors.get(token.text);
    if (node === undefined) {
      throw new YamlError(
        `the alias *${token.text} names no anchor before it`,
        token.start,
        `Define &${token.text} first, or put the text in quotes.`,
      );
    }
    return node;
  }

  #parseProperties() {
    let anchor: string | null = null;
    let tag: string | null = null;
    let start: number | null = null;
    let end: number | null = null;
    for (let count = 0; count < 2; count += 1) {
      const token = this.#scanner.peek();
      if (token.kind === 'anchor' && anchor === null) {
        if (this.#anchors.has(token.text))
          throw new YamlError(`the anchor &${token.text} is defined twice`, token.start);
        anchor = token.text;
      } else if (token.kind === 'tag' && tag === null) {
        tag = this.#expandTag(token);
      } else {
        break;
      }
      this.#scanner.take();
      start ??= token.start;
      end = token.end;
    }
    return { anchor, tag, start, end };
  }

  #expandTag(token: Token): string {
    if (token.handle === null) return shortTag(token.text);
    const prefix = this.#handles.get(token.handle);
    if (prefix === undefined)
      throw new YamlError(`the tag handle ${token.handle} is not defined`, token.start);
    return shortTag(prefix + token.text);
  }

  #parseSequence(
    anchor: string | null,
    tag: string | null,
    start: number,
    form: 'flow' | 'block' | 'indentless',
  ): YamlNode {
    const items: YamlNode[] = [];
    const node: YamlNode = {
      kind: 'sequence',
      start,
      end: start,
      tag: tag === null || tag === '!' ? 'seq' : tag,
      items,
      flow: form === 'flow',
    };
    this.#remember(anchor, node);
    this.#enter(start);
    if (form !== 'indentless') this.#scanner.take();
    node.end = form === 'flow' ? this.#fillFlowSequence(items, start) : this.#fillBlockSequence(items, form);
    this.#depth -= 1;
    return node;
  }

  #fillBlockSequence(items: YamlNode[], form: 'block' | 'indentless'): number {
    const enders: readonly TokenKind[] =
      form === 'block' ? ['block-entry', 'block-end'] : ['block-entry', 'key', 'value', 'block-end'];
    while (this.#nextIs('block-entry')) {
      const dash = this.#scanner.take();
      items.push(this.#nextIs(...enders) ? emptyScalar(dash.end) : this.#parseNode({ block: true }));
    }
    if (form === 'indentless') return this.#scanner.peek().start;
    return this.#expectBlockEnd('list');
  }

  #fillFlowSequence(items: YamlNode[], start: number): number {
    for (let first = true; !this.#nextIs('flow-sequence-end'); first = false) {
      if (!first) {
        this.#expectComma('flow-sequence-end', '[', start);
        if (this.#nextIs('flow-sequence-end')) break;
      }
      items.push(this.#nextIs('key') ? this.#parseSingleEntry() : this.#parseNode({ block: false }));
    }
    return this.#scanner.take().end;
  }

  /** `[a: b]`, which is a list of one mapping. */
  #parseSingleEntry(): YamlNode {
    const mark = this.#scanner.take();
    const key = this.#nextIs('value', 'flow-entry', 'flow-sequence-end')
      ? emptyScalar(mark.end)
      : this.#parseNode({ block: false });
    const value = this.#parseEntryValue({ block: false }, ['flow-entry', 'flow-sequence-end']);
    return {
      kind: 'mapping',
      start: mark.start,
      end: value.end,
      tag: 'map',
      entries: [{ key, value }],
      flow: true,
    };
  }

  #parseMapping(anchor: string | null, tag: string | null, start: number, flow: boolean): YamlNode {
    const entries: MappingEntry[] = [];
    const node: YamlNode = {
      kind: 'mapping',
      start,
      end: start,
      tag: tag === null || tag === '!' ? 'map' : tag,
      entries,
      flow,
    };
    this.#remember(anchor, node);
    this.#enter(start);
    this.#scanner.take();
    node.end = flow ? this.#fillFlowMapping(entries, start) : this.#fillBlockMapping(entries);
    this.#depth -= 1;
    return node;
  }

  #fillBlockMapping(entries: MappingEntry[]): number {
    const enders: readonly TokenKind[] = ['key', 'value', 'block-end'];
    while (this.#nextIs('key')) {
      const mark = this.#scanner.take();
      const context = { block: true, indentless: true };
      const key = this.#nextIs(...enders) ? emptyScalar(mark.end) : this.#parseNode(context);
      entries.push({ key, value: this.#parseEntryValue(context, enders) });
    }
    return this.#expectBlockEnd('mapping');
  }

  #fillFlowMapping(entries: MappingEntry[], start: number): number {
    const enders: readonly TokenKind[] = ['flow-entry', 'flow-mapping-end'];
    for (let first = true; !this.#nextIs('flow-mapping-end'); first = false) {
      if (!first) {
        this.#expectComma('flow-mapping-end', '{', start);
        if (this.#nextIs('flow-mapping-end')) break;
      }
      if (this.#nextIs('key')) {
        const mark = this.#scanner.take();
        const key = this.#nextIs('value', ...enders)
          ? emptyScalar(mark.end)
          : this.#parseNode({ block: false });
        entries.push({ key, value: this.#parseEntryValue({ block: false }, enders) });
      } else {
        const key = this.#parseNode({ block: false });
        entries.push({ key, value: emptyScalar(this.#scanner.peek().start) });
      }
    }
    return this.#scanner.take().end;
  }

  #parseEntryValue(
    context: { block: boolean; indentless?: boolean },
    enders: readonly TokenKind[],
  ): YamlNode {
    if (!this.#nextIs('value')) return emptyScalar(this.#scanner.peek().start);
    const colon = this.#scanner.take();
    return this.#nextIs(...enders) ? emptyScalar(colon.end) : this.#parseNode(context);
  }

  #expectComma(closer: TokenKind, opener: string, start: number): void {
    const token = this.#scanner.peek();
    if (token.kind !== 'flow-entry') {
      throw token.kind === 'stream-end'
        ? new YamlError(`the "${opener}" that opens here is never closed`, start)
        : new YamlError(
            `"," or ${tokenNames[closer]} must follow, but ${tokenNames[token.kind]} does`,
            token.start,
          );
    }
    this.#scanner.take();
  }

  #expectBlockEnd(collection: string): number {
    const token = this.#scanner.peek();
    if (token.kind !== 'block-end') {
      throw new YamlError(
        `${tokenNames[token.kind]} does not fit the ${collection} it stands in`,
        token.start,
        'Check the indentation of this line against the lines above it.',
      );
    }
    return this.#scanner.take().end;
  }

  #enter(offset: number): void {
    this.#depth += 1;
    if (this.#depth > yamlLimits.depth) {
      throw new YamlError(
        `lists and mappings lie more than ${yamlLimits.depth} deep inside each other`,
        offset,
      );
    }
  }

  #remember<N extends YamlNode>(anchor: string | null, node: N): N {
    if (anchor !== null) this.#anchors.set(anchor, node);
    return node;
  }

  #nextIs(...kinds: readonly TokenKind[]): boolean {
    return kinds.includes(this.#scanner.peek().kind);
  }
}

const defaultHandles: ReadonlyMap<string, string> = new Map([
  ['!', '!'],
  ['!!', yamlTagPrefix],
]);

function shortTag(tag: string): string {
  const name = tag.startsWith(yamlTagPrefix) ? tag.slice(yamlTagPrefix.length) : '';
  return /^[a-z]+$/.test(name) ? name : tag;
}

function scalarTag(tag: string | null, token: Token): string {
  // PyYAML reads `! "5"` as if it were plain.
  if (tag === '!' || (tag === null && token.style === 'plain')) return resolveTag(token.text);
  return tag ?? 'str';
}

function emptyScalar(offset: number, tag = 'null'): YamlNode {
  return { kind: 'scalar', start: offset, end: offset, contentStart: offset, text: '', style: 'plain', tag };
}
