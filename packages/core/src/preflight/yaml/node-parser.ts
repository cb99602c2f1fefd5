import { yamlLimits } from './limits.ts';
import type { MappingEntry, ScalarNode, YamlNode } from './node.ts';
import type { Scanner } from './scanner.ts';
import { scalarTag, shortTag } from './tags.ts';
import { type Token, type TokenKind, tokenNames } from './token.ts';
import { YamlError } from './yaml-error.ts';

/** Where a node stands: block collections are allowed, or also a list that is not indented. */
type Context = 'flow' | 'block' | 'block-or-indentless';

/** What stands before a node: `&anchor` and `!tag`. */
interface Properties {
  readonly anchor: string | null;
  readonly tag: string | null;
  readonly start: number | null;
  readonly end: number | null;
}

const noProperties: Properties = { anchor: null, tag: null, start: null, end: null };
const blockSequenceEnders: readonly TokenKind[] = ['block-entry', 'block-end'];
const indentlessEnders: readonly TokenKind[] = ['block-entry', 'key', 'value', 'block-end'];
const blockMappingEnders: readonly TokenKind[] = ['key', 'value', 'block-end'];
const flowSequenceEnders: readonly TokenKind[] = ['flow-entry', 'flow-sequence-end'];
const flowMappingEnders: readonly TokenKind[] = ['flow-entry', 'flow-mapping-end'];

/** Reads nodes by the grammar of PyYAML's parser; an alias becomes the node it names. Throws `YamlError`. */
export class NodeParser {
  readonly #scanner: Scanner;
  readonly #handles: ReadonlyMap<string, string>;
  readonly #anchors = new Map<string, YamlNode>();
  #depth = 0;

  constructor(scanner: Scanner, handles: ReadonlyMap<string, string>) {
    this.#scanner = scanner;
    this.#handles = handles;
  }

  /** The node that begins at the next token; block collections are allowed. */
  parse(): YamlNode {
    return this.#parseNode('block');
  }

  #parseNode(context: Context): YamlNode {
    const first = this.#scanner.peek();
    if (first.kind === 'alias') return this.#parseAlias();
    const properties =
      first.kind === 'anchor' || first.kind === 'tag' ? this.#parseProperties() : noProperties;
    const { anchor, tag } = properties;
    const token = this.#scanner.peek();
    const start = properties.start ?? token.start;
    if (context === 'block-or-indentless' && token.kind === 'block-entry') {
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
        if (context !== 'flow') return this.#parseSequence(anchor, tag, start, 'block');
        break;
      case 'block-mapping-start':
        if (context !== 'flow') return this.#parseMapping(anchor, tag, start, false);
        break;
      default:
        break;
    }
    if (anchor !== null || tag !== null) {
      const node = emptyScalar(properties.end ?? start, tag === null || tag === '!' ? 'null' : tag);
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

  #parseProperties(): Properties {
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
    const enders = form === 'block' ? blockSequenceEnders : indentlessEnders;
    while (this.#nextIs('block-entry')) {
      const dash = this.#scanner.take();
      items.push(this.#nextIn(enders) ? emptyScalar(dash.end) : this.#parseNode('block'));
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
      items.push(this.#nextIs('key') ? this.#parseSingleEntry() : this.#parseNode('flow'));
    }
    return this.#scanner.take().end;
  }

  /** `[a: b]`, which is a list of one mapping. */
  #parseSingleEntry(): YamlNode {
    const mark = this.#scanner.take();
    const key =
      this.#nextIs('value') || this.#nextIn(flowSequenceEnders)
        ? emptyScalar(mark.end)
        : this.#parseNode('flow');
    const value = this.#parseEntryValue('flow', flowSequenceEnders);
    return {
      kind: 'mapping',
      start: mark.start,
      end: value.end,
      tag: 'map',
      entries: [{ key, value, merged: false }],
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
    while (this.#nextIs('key')) {
      const mark = this.#scanner.take();
      const context = 'block-or-indentless';
      const key = this.#nextIn(blockMappingEnders) ? emptyScalar(mark.end) : this.#parseNode(context);
      entries.push({ key, value: this.#parseEntryValue(context, blockMappingEnders), merged: false });
    }
    return this.#expectBlockEnd('mapping');
  }

  #fillFlowMapping(entries: MappingEntry[], start: number): number {
    for (let first = true; !this.#nextIs('flow-mapping-end'); first = false) {
      if (!first) {
        this.#expectComma('flow-mapping-end', '{', start);
        if (this.#nextIs('flow-mapping-end')) break;
      }
      if (this.#nextIs('key')) {
        const mark = this.#scanner.take();
        const key =
          this.#nextIs('value') || this.#nextIn(flowMappingEnders)
            ? emptyScalar(mark.end)
            : this.#parseNode('flow');
        entries.push({ key, value: this.#parseEntryValue('flow', flowMappingEnders), merged: false });
      } else {
        const key = this.#parseNode('flow');
        entries.push({ key, value: emptyScalar(this.#scanner.peek().start), merged: false });
      }
    }
    return this.#scanner.take().end;
  }

  #parseEntryValue(context: Context, enders: readonly TokenKind[]): YamlNode {
    if (!this.#nextIs('value')) return emptyScalar(this.#scanner.peek().start);
    const colon = this.#scanner.take();
    return this.#nextIn(enders) ? emptyScalar(colon.end) : this.#parseNode(context);
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

  #nextIs(kind: TokenKind): boolean {
    return this.#scanner.peek().kind === kind;
  }

  #nextIn(kinds: readonly TokenKind[]): boolean {
    return kinds.includes(this.#scanner.peek().kind);
  }
}

/** What stands where nothing is written: null, unless a tag says otherwise. */
export function emptyScalar(offset: number, tag = 'null'): ScalarNode {
  return { kind: 'scalar', start: offset, end: offset, contentStart: offset, text: '', style: 'plain', tag };
}
