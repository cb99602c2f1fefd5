import { isMapping } from './block.ts';
import type { KeyLookup } from './keys/key.ts';
import { keyAt } from './keys/key-at.ts';
import type { ConfigPath } from './path.ts';

/** A key that a config writes, and what the trainer makes of it. */
export interface KeyUse {
  readonly at: ConfigPath;
  readonly value: unknown;
  readonly lookup: KeyLookup;
}

/** Unknown keys beyond these are left out: each is compared with all known ones, which takes time. */
const mostUnknown = 200;

/** Every key of a config that stands in a block of the trainer; what lies below unknown and free keys is left out. */
export function keyUses(config: unknown, processType: string | undefined): readonly KeyUse[] {
  const uses: KeyUse[] = [];
  let unknown = 0;
  const visit = (value: unknown, at: ConfigPath): void => {
    if (Array.isArray(value)) {
      for (const [index, item] of value.entries()) visit(item, [...at, index]);
      return;
    }
    if (!isMapping(value)) return;
    for (const [key, item] of Object.entries(value)) {
      if (unknown >= mostUnknown) return;
      const path = [...at, key];
      const lookup = keyAt(path, processType);
      if (lookup.kind === 'unknown') unknown += 1;
      uses.push({ at: path, value: item, lookup });
      if (lookup.kind === 'known' && lookup.key.block !== undefined) visit(item, path);
    }
  };
  visit(config, []);
  return uses;
}
