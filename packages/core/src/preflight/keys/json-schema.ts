import { models, namedModels, trainerRelease } from '../models/catalogue.ts';
import type { ConfigKey, KeyBlock, KeyType } from './key.ts';
import { rootBlock } from './root.ts';

/** A JSON Schema, or a part of one. */
export interface JsonSchema {
  readonly [keyword: string]: unknown;
}

/**
 * The JSON Schema (draft 2020-12) of an AI Toolkit config, for editors: it completes keys and values, shows what
 * they mean, and marks wrong types and values that the trainer refuses. Keys it does not list are allowed, since
 * the trainer passes over them; preflight warns about those.
 */
export function createConfigSchema(): JsonSchema {
  const definitions = new Map<KeyBlock, { name: string; schema: JsonSchema }>();
  const root = describeBlock(rootBlock, definitions);
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'AI Toolkit config',
    description: `A training job for AI Toolkit, as of version ${trainerRelease.version}.`,
    ...root,
    required: ['job', 'config'],
    $defs: Object.fromEntries([...definitions.values()].map(({ name, schema }) => [name, schema])),
  };
}

type Definitions = Map<KeyBlock, { name: string; schema: JsonSchema }>;

function referTo(block: KeyBlock, definitions: Definitions): JsonSchema {
  let known = definitions.get(block);
  if (known === undefined) {
    // Entered before it is described, so that its place in the list comes first.
    known = { name: block.title.replace(/[^A-Za-z_]+/g, '-').replace(/-$/, ''), schema: {} };
    definitions.set(block, known);
    definitions.set(block, { ...known, schema: describeBlock(block, definitions) });
  }
  return { $ref: `#/$defs/${known.name}` };
}

function describeBlock(block: KeyBlock, definitions: Definitions): JsonSchema {
  return {
    type: 'object',
    properties: Object.fromEntries(block.keys.map((key) => [key.name, describeKey(key, block, definitions)])),
  };
}

function describeKey(key: ConfigKey, block: KeyBlock, definitions: Definitions): JsonSchema {
  const about = {
    description: key.description,
    ...(key.default === undefined || key.default === null ? {} : { default: key.default }),
    ...(key.deprecated === undefined ? {} : { deprecated: true }),
  };
  if (key.name === 'arch' && block.title === 'model') return { ...about, ...describeArch() };
  if (key.block !== undefined) return { ...about, ...describeSection(key, key.block, definitions) };
  return { ...about, type: only(key.types), ...describeValues(key), ...describeItems(key) };
}

function describeSection(key: ConfigKey, block: KeyBlock, definitions: Definitions): JsonSchema {
  const reference = referTo(block, definitions);
  if (key.types.includes('list')) return { type: 'array', items: reference };
  return key.types.includes('null') ? { anyOf: [reference, { type: 'null' }] } : reference;
}

function describeValues(key: ConfigKey): JsonSchema {
  // The limits of a list are those of its items.
  if (key.types.includes('list')) return {};
  const { min, max, exclusiveMin } = key;
  const limits = {
    ...(min === undefined ? {} : exclusiveMin === true ? { exclusiveMinimum: min } : { minimum: min }),
    ...(max === undefined ? {} : { maximum: max }),
  };
  if (key.values === undefined) return limits;
  // Only where the trainer refuses other values, and compares exactly, may an editor mark them as wrong.
  const isStrict = key.onOtherValue === 'crash' && key.ignoreCase !== true && key.prefixes === undefined;
  // Quantization types are not looked at while quantization is off.
  if (!isStrict || key.name.startsWith('qtype')) return { ...limits, examples: key.values };
  return { ...limits, enum: key.types.includes('null') ? [...key.values, null] : key.values };
}

function describeItems(key: ConfigKey): JsonSchema {
  if (!key.types.includes('list')) return {};
  const { items, values, onOtherValue, min } = key;
  return {
    items: {
      ...(items === undefined ? {} : { type: only(items) }),
      ...(values !== undefined && onOtherValue === 'crash' ? { enum: values } : {}),
      ...(min === undefined ? {} : { minimum: min }),
    },
  };
}

/** Names are examples and no closed list: the trainer takes any tag after a colon. */
function describeArch(): JsonSchema {
  const named = namedModels.map(({ variant }) => ({ const: variant.name, title: variant.title }));
  const names = new Set(named.map((entry) => entry.const));
  const others = models
    .filter((model) => !names.has(model.arch))
    .map((model) => ({ const: model.arch, title: model.title }));
  return { type: ['string', 'null'], anyOf: [...named, ...others, { type: ['string', 'null'] }] };
}

const typeNames: Readonly<Record<KeyType, string>> = {
  string: 'string',
  integer: 'integer',
  number: 'number',
  boolean: 'boolean',
  list: 'array',
  map: 'object',
  null: 'null',
};

function only(types: readonly KeyType[]): string | readonly string[] {
  const names = types.map((type) => typeNames[type]);
  return names.length === 1 && names[0] !== undefined ? names[0] : names;
}
