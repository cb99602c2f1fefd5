import type { ConfigValue, Source } from '../models/model.ts';

/** A type a value may have, as the trainer's YAML loader makes it. `number` includes `integer`. */
export type KeyType = 'string' | 'integer' | 'number' | 'boolean' | 'list' | 'map' | 'null';

/**
 * What the trainer does with a value outside `values` (or of a wrong type):
 * `crash`: the run ends with an error; `ignored`: it is as if the key were absent;
 * `fallback`: another value is taken; `passed_on`: it goes to a library and mostly fails there.
 */
export type OtherValue = 'crash' | 'ignored' | 'fallback' | 'passed_on';

/** One key of the trainer's config. */
export interface ConfigKey {
  /** The key's own name. */
  readonly name: string;
  /** Types that work. */
  readonly types: readonly KeyType[];
  /** What is taken when the key is absent; not there when absence means nothing in particular. */
  readonly default?: ConfigValue;
  /**
   * The values that work, where the trainer knows a list; for a list, those of its items. Ask `isListedValue`
   * rather than comparing.
   */
  readonly values?: readonly (string | number)[];
  /** Texts that work with anything after them, e.g. `prodigy`. */
  readonly prefixes?: readonly string[];
  /** Capitals do not count in `values` and `prefixes`. */
  readonly ignoreCase?: boolean;
  /** What becomes of other values than `values`; always given with `values`. */
  readonly onOtherValue?: OtherValue;
  readonly min?: number;
  readonly max?: number;
  /** The minimum itself is not allowed. */
  readonly exclusiveMin?: boolean;
  /** Another key of the same block that this is an old or second name of. */
  readonly aliasOf?: string;
  /** Why not to use it any more, and what instead. */
  readonly deprecated?: string;
  /** The trainer reads the key but does nothing with it. */
  readonly unused?: boolean;
  /** One line in plain words, for hover texts and the schema. */
  readonly description: string;
  /** The value names a file or folder, or a model on Hugging Face. */
  readonly path?: 'file' | 'folder' | 'model';
  /** The value is a map with keys of the user's own: nothing below it is unknown. */
  readonly freeForm?: boolean;
  /** The keys of the map, or of every map in the list, that this key holds. */
  readonly block?: KeyBlock;
  /** Type of the items, for a list whose items are no maps. */
  readonly items?: readonly KeyType[];
  readonly source?: Source;
}

/** The keys that are read from one kind of map. */
export interface KeyBlock {
  /** What the map is called in messages, e.g. `train`. */
  readonly title: string;
  readonly keys: readonly ConfigKey[];
  /** Where the trainer reads them. */
  readonly source: Source;
  /** The trainer takes any other key too, so none is reported as unknown. */
  readonly open?: boolean;
}

/** A path into a config: keys and list indexes from the root, e.g. `['config', 'process', 0, 'train', 'lr']`. */
export type ConfigPath = readonly (string | number)[];

/** What `keyAt` knows about a place in a config. */
export type KeyLookup =
  /** The trainer reads this key. `block` is where it stands. */
  | { readonly kind: 'known'; readonly key: ConfigKey; readonly block: KeyBlock }
  /** Inside a free-form map or a plain list: anything may stand here. */
  | { readonly kind: 'free' }
  /**
   * The trainer ignores the key. `suggestion` is the key of the same block that was probably meant;
   * `elsewhere` the dotted path of a key of that name in another block.
   */
  | {
      readonly kind: 'unknown';
      readonly block: KeyBlock;
      readonly suggestion: string | null;
      readonly elsewhere: string | null;
    }
  /** Below a key that is itself unknown, or a map where the trainer wants none. */
  | { readonly kind: 'outside' };
