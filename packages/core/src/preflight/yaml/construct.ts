import type { ConfigPath } from '../path.ts';
import { constructScalar, showTag } from './construct-scalar.ts';
import { jsonKey } from './json-key.ts';
import { yamlLimits } from './limits.ts';
import { createMerger } from './merge.ts';
import type { MappingEntry, MappingNode, SequenceNode, YamlNode } from './node.ts';
import { YamlError } from './yaml-error.ts';

/** Something about a value that is no error but that its writer should hear of. */
export interface ConstructNote {
  readonly kind: 'duplicate-key' | 'date' | 'environment' | 'imprecise-number';
  readonly path: ConfigPath;
  readonly offset: number;
  /** The text it is about; for a duplicate key, the key. */
  readonly text: string;
  /** Duplicate keys: where the one stands that is overruled. */
  readonly earlier: number | null;
}

/** The values of a document and the way back from a value to its place. */
export interface Construction {
  readonly value: unknown;
  readonly notes: readonly ConstructNote[];
  /** The entry of a mapping that counts for `key`, or null. */
  entryOf(node: MappingNode, key: string): MappingEntry | null;
}

interface Made {
  readonly value: unknown;
  /** Values and keys in it, aliases counted every time. */
  readonly weight: number;
  readonly height: number;
}

/** Notes beyond these say nothing new, and gathering them takes time. */
const mostNotes = 100;
const environmentPattern = /\$\{[^}]+\}/;

/**
 * Makes plain values of a document as the trainer has them in the end: PyYAML's, passed once through JSON
 * (keys become text), with `[name]` replaced. Throws `YamlError` where PyYAML or that JSON step raises.
 */
export function construct(root: YamlNode): Construction {
  const entriesOf = createMerger();
  const made = new Map<YamlNode, Made>();
  const open = new Set<YamlNode>();
  const notes: ConstructNote[] = [];
  const path: (string | number)[] = [];
  let name: string | null = null;

  function make(node: YamlNode): Made {
    const ready = made.get(node);
    if (ready !== undefined) return ready;
    if (open.has(node)) throw new YamlError('a value contains itself', node.start);
    open.add(node);
    const result =
      node.kind === 'scalar'
        ? makeScalar(node)
        : node.kind === 'sequence'
          ? makeSequence(node)
          : makeMapping(node);
    open.delete(node);
    if (result.weight > yamlLimits.values) {
      throw new YamlError(`aliases make more than ${yamlLimits.values} values of this text`, node.start);
    }
    if (result.height > yamlLimits.depth) {
      throw new YamlError(
        `lists and mappings lie more than ${yamlLimits.depth} deep inside each other`,
        node.start,
      );
    }
    made.set(node, result);
    return result;
  }

  function note(
    kind: ConstructNote['kind'],
    offset: number,
    text: string,
    earlier: number | null = null,
  ): void {
    if (notes.length < mostNotes) notes.push({ kind, path: [...path], offset, text, earlier });
  }

  function makeScalar(node: YamlNode & { kind: 'scalar' }): Made {
    const value = constructScalar(node);
    if (node.tag === 'timestamp') note('date', node.start, node.text);
    if (node.tag === 'int' && !Number.isSafeInteger(value)) note('imprecise-number', node.start, node.text);
    if (typeof value !== 'string') return { value, weight: 1, height: 0 };
    if (environmentPattern.test(value))
      note('environment', node.start, environmentPattern.exec(value)?.[0] ?? '');
    return { value: replaceName(value), weight: 1, height: 0 };
  }

  function replaceName(text: string): string {
    return name !== null && text.includes('[name]') ? text.replaceAll('[name]', () => name ?? '') : text;
  }

  function makeSequence(node: SequenceNode): Made {
    if (node.tag === 'omap' || node.tag === 'pairs') return makePairs(node);
    if (node.tag !== 'seq') throw wrongTag(node);
    const value: unknown[] = [];
    let weight = 1;
    let height = 0;
    for (const [index, item] of node.items.entries()) {
      path.push(index);
      const child = make(item);
      path.pop();
      value.push(child.value);
      weight += child.weight;
      height = Math.max(height, child.height);
    }
    return { value, weight, height: height + 1 };
  }

  function makePairs(node: SequenceNode): Made {
    const value: unknown[] = [];
    let weight = 1;
    let height = 0;
    for (const item of node.items) {
      const [entry, ...more] = item.kind === 'mapping' ? item.entries : [];
      if (entry === undefined || more.length > 0) {
        throw new YamlError(`each item of ${showTag(node.tag)} must be a mapping of one key`, item.start);
      }
      const key = make(entry.key);
      const child = make(entry.value);
      value.push([key.value, child.value]);
      weight += 1 + key.weight + child.weight;
      height = Math.max(height, key.height, child.height);
    }
    return { value, weight, height: height + 2 };
  }

  function makeMapping(node: MappingNode): Made {
    if (node.tag !== 'map') throw wrongTag(node);
    const value: Record<string, unknown> = {};
    let weight = 1;
    let height = 0;
    const entries = entriesOf(node);
    for (const entry of entries) {
      const key = keyText(entry.key);
      path.push(key);
      if (!entry.merged && Object.hasOwn(value, key)) noteDuplicate(entries, entry, key);
      const child = make(entry.value);
      path.pop();
      setOwn(value, key, child.value);
      weight += 1 + child.weight;
      height = Math.max(height, child.height);
    }
    return { value, weight, height: height + 1 };
  }

  function noteDuplicate(entries: readonly MappingEntry[], entry: MappingEntry, key: string): void {
    if (notes.length >= mostNotes) return;
    const before = entries.slice(0, entries.indexOf(entry));
    const earlier = before.findLast((other) => !other.merged && keyText(other.key) === key);
    if (earlier !== undefined) note('duplicate-key', entry.key.start, key, earlier.key.start);
  }

  function keyText(node: YamlNode): string {
    if (node.kind !== 'scalar') {
      throw new YamlError(
        'a list or mapping cannot be a key',
        node.start,
        'Put the key in quotes if it is a text.',
      );
    }
    if (node.tag === 'value') return replaceName(node.text);
    const value = constructScalar(node);
    return typeof value === 'string' ? replaceName(value) : jsonKey(node, value);
  }

  function entryOf(node: MappingNode, key: string): MappingEntry | null {
    return entriesOf(node).findLast((entry) => keyText(entry.key) === key) ?? null;
  }

  name = findName(root, entriesOf);
  return { value: make(root).value, notes, entryOf };
}

/** The text of `config.name`, which the trainer puts for every `[name]`. */
function findName(root: YamlNode, entriesOf: (node: MappingNode) => readonly MappingEntry[]): string | null {
  let node: YamlNode | undefined = root;
  for (const step of ['config', 'name']) {
    if (node?.kind !== 'mapping') return null;
    node = entriesOf(node).findLast((entry) => entry.key.kind === 'scalar' && entry.key.text === step)?.value;
  }
  return node?.kind === 'scalar' && node.tag === 'str' ? node.text : null;
}

function setOwn(target: Record<string, unknown>, key: string, value: unknown): void {
  if (key !== '__proto__') target[key] = value;
  else Object.defineProperty(target, key, { value, enumerable: true, writable: true, configurable: true });
}

function wrongTag(node: YamlNode): YamlError {
  return new YamlError(
    `a ${node.kind} with the tag ${showTag(node.tag)} cannot be read`,
    node.start,
    'Remove the tag.',
  );
}
