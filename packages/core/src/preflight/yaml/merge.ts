import { yamlLimits } from './limits.ts';
import type { MappingEntry, MappingNode, YamlNode } from './node.ts';
import { YamlError } from './yaml-error.ts';

/** An entry of a mapping, its own or brought in by a merge key (`<<`). */
export interface EffectiveEntry extends MappingEntry {
  readonly merged: boolean;
}

/**
 * Makes the function that gives a mapping's entries with merge keys resolved as PyYAML does it: merged ones
 * first, own ones after them, the last of equal keys wins. It throws `YamlError` where a merge is impossible.
 */
export function createMerger(): (node: MappingNode) => readonly EffectiveEntry[] {
  const known = new Map<MappingNode, readonly EffectiveEntry[]>();
  const open = new Set<MappingNode>();
  let total = 0;

  function entriesOf(node: MappingNode): readonly EffectiveEntry[] {
    const ready = known.get(node);
    if (ready !== undefined) return ready;
    // A mapping that merges itself gets its own entries, as in PyYAML.
    if (open.has(node)) return ownEntries(node);
    open.add(node);
    const own = ownEntries(node);
    const merged: EffectiveEntry[] = [];
    for (const entry of node.entries) {
      if (entry.key.tag === 'merge') merged.push(...mergedFrom(entry.value));
      if (total + merged.length > yamlLimits.values) throw tooMany(node);
    }
    open.delete(node);
    const entries = merged.length === 0 ? own : [...merged, ...own];
    total += entries.length;
    known.set(node, entries);
    return entries;
  }

  function mergedFrom(value: YamlNode): EffectiveEntry[] {
    if (value.kind === 'mapping') return entriesOf(value).map((entry) => ({ ...entry, merged: true }));
    if (value.kind === 'scalar') throw notAMapping(value);
    const entries: EffectiveEntry[] = [];
    for (const item of [...value.items].reverse()) {
      if (item.kind !== 'mapping') throw notAMapping(item);
      entries.push(...mergedFrom(item));
      if (total + entries.length > yamlLimits.values) throw tooMany(item);
    }
    return entries;
  }

  return entriesOf;
}

function ownEntries(node: MappingNode): EffectiveEntry[] {
  return node.entries.filter(({ key }) => key.tag !== 'merge').map((entry) => ({ ...entry, merged: false }));
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
