import { yamlLimits } from './limits.ts';
import type { MappingEntry, MappingNode, YamlNode } from './node.ts';
import { YamlError } from './yaml-error.ts';

/**
 * Makes the function that gives a mapping's entries with merge keys resolved as PyYAML does it: merged ones
 * first, own ones after them, the last of equal keys wins. It throws `YamlError` where a merge is impossible.
 */
export function createMerger(): (node: MappingNode) => readonly MappingEntry[] {
  const known = new Map<MappingNode, readonly MappingEntry[]>();
  const open = new Set<MappingNode>();
  let total = 0;

  function entriesOf(node: MappingNode): readonly MappingEntry[] {
    if (!node.entries.some(isMerge)) return node.entries;
    const ready = known.get(node);
    if (ready !== undefined) return ready;
    const own = node.entries.filter((entry) => !isMerge(entry));
    // A mapping that merges itself gets its own entries, as in PyYAML.
    if (open.has(node)) return own;
    open.add(node);
    const merged: MappingEntry[] = [];
    for (const entry of node.entries) {
      if (isMerge(entry)) merged.push(...mergedFrom(entry.value));
      if (total + merged.length > yamlLimits.values) throw tooMany(node);
    }
    open.delete(node);
    const entries = [...merged, ...own];
    total += entries.length;
    known.set(node, entries);
    return entries;
  }

  function mergedFrom(value: YamlNode): MappingEntry[] {
    if (value.kind === 'mapping') return entriesOf(value).map((entry) => ({ ...entry, merged: true }));
    if (value.kind === 'scalar') throw notAMapping(value);
    const entries: MappingEntry[] = [];
    for (const item of [...value.items].reverse()) {
      if (item.kind !== 'mapping') throw notAMapping(item);
      entries.push(...mergedFrom(item));
      if (total + entries.length > yamlLimits.values) throw tooMany(item);
    }
    return entries;
  }

  return entriesOf;
}

function isMerge({ key }: MappingEntry): boolean {
  return key.tag === 'merge';
}

function notAMapping(node: YamlNode): YamlError {
  return new YamlError(
    '"<<" merges mappings, but this is none',
    node.start,
    'Give it an alias of a mapping, or a list of them.',
  );
}

function tooMany(node: YamlNode): YamlError {
  return new YamlError(
    `aliases and merges make more than ${yamlLimits.values} values of this text`,
    node.start,
  );
}
