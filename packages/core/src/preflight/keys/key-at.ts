import { nearest } from '../nearest.ts';
import type { ConfigKey, ConfigPath, KeyBlock, KeyLookup } from './key.ts';
import { processBlock, rootBlock, trainingProcessTypes } from './root.ts';

/**
 * What is known about the place `path` in a config. `processType` is the `type` of the process the path leads
 * into; below a process that does not train, everything is free.
 */
export function keyAt(path: ConfigPath, processType?: string): KeyLookup {
  let block: KeyBlock = rootBlock;
  for (let index = 0; index < path.length; index++) {
    const name = path[index];
    if (typeof name !== 'string') return { kind: 'outside' };
    const key = findKey(block, name);
    if (key === null) return index === path.length - 1 ? describeUnknown(block, name) : { kind: 'outside' };
    // Items of a list have no key of their own.
    while (typeof path[index + 1] === 'number') index++;
    if (index === path.length - 1) {
      const endsInItem = typeof path[index] === 'number';
      return endsInItem ? { kind: 'free' } : { kind: 'known', key, block };
    }
    if (key.freeForm === true) return { kind: 'free' };
    if (key.block === undefined) return key.types.includes('list') ? { kind: 'free' } : { kind: 'outside' };
    block = key.block;
    if (block === processBlock && processType !== undefined && !trainingProcessTypes.includes(processType)) {
      return { kind: 'free' };
    }
  }
  return { kind: 'outside' };
}

/**
 * The keys that may stand in the map at `path` (`[]` is the whole config), for completion; empty where the map
 * is free or nothing is known about it.
 */
export function keysIn(path: ConfigPath): readonly ConfigKey[] {
  let block: KeyBlock | undefined = rootBlock;
  for (const name of path) {
    if (typeof name === 'number') continue;
    block = block === undefined ? undefined : findKey(block, name)?.block;
  }
  return block?.keys ?? [];
}

/** Whether the value is one that `key` lists; true for a key without a list. */
export function isListedValue(key: ConfigKey, value: unknown): boolean {
  if (key.values === undefined) return true;
  const plain = (item: unknown) =>
    key.ignoreCase === true && typeof item === 'string' ? item.toLowerCase() : item;
  const wanted = plain(value);
  if (key.values.some((listed) => plain(listed) === wanted)) return true;
  return typeof wanted === 'string' && (key.prefixes ?? []).some((prefix) => wanted.startsWith(prefix));
}

/** The listed value that was probably meant, or null. */
export function nearestValue(key: ConfigKey, value: string): string | null {
  return nearest(
    value,
    (key.values ?? []).filter((listed) => typeof listed === 'string'),
  );
}

function findKey(block: KeyBlock, name: string): ConfigKey | null {
  return indexOf(block).get(name) ?? null;
}

const indexes = new WeakMap<KeyBlock, ReadonlyMap<string, ConfigKey>>();

function indexOf(block: KeyBlock): ReadonlyMap<string, ConfigKey> {
  let index = indexes.get(block);
  if (index === undefined) {
    index = new Map(block.keys.map((key) => [key.name, key]));
    indexes.set(block, index);
  }
  return index;
}

function describeUnknown(block: KeyBlock, name: string): KeyLookup {
  if (block.open === true) return { kind: 'free' };
  const suggestion = nearest(
    name,
    block.keys.map((key) => key.name),
  );
  return { kind: 'unknown', block, suggestion, elsewhere: findElsewhere(name, block) };
}

/** Where a key of exactly this name stands, if it stands in one other block of a process only. */
function findElsewhere(name: string, not: KeyBlock): string | null {
  const places = processBlock.keys
    .filter((key) => key.block !== undefined && key.block !== not && indexOf(key.block).has(name))
    .filter((key) => key.name !== 'first_sample');
  if (places.length === 0 && not !== processBlock && indexOf(processBlock).has(name)) return name;
  const [place] = places;
  if (place === undefined || places.length > 1) return null;
  return `${place.name}${place.types.includes('list') ? '[]' : ''}.${name}`;
}
