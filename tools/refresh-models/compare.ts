import { isDeepStrictEqual } from 'node:util';
import { keyBlocksByClass } from '../../packages/core/src/preflight/keys/by-class.ts';
import type { KeyBlock } from '../../packages/core/src/preflight/keys/key.ts';
import { quantizationTypes } from '../../packages/core/src/preflight/keys/model.ts';
import { modelArgumentsBlock } from '../../packages/core/src/preflight/keys/model-arguments.ts';
import { processBlock } from '../../packages/core/src/preflight/keys/root.ts';
import { models, namedModels, trainerRelease } from '../../packages/core/src/preflight/models/catalogue.ts';
import { legacyFlags } from '../../packages/core/src/preflight/models/find-model.ts';
import { newJob } from '../../packages/core/src/preflight/models/new-job.ts';
import type { InterfaceModel, TrainerInterface } from './read-interface.ts';
import type { Literal } from './read-literals.ts';
import type { TrainerSource } from './read-trainer.ts';

/** One difference between a checkout of the trainer and our tables, as a sentence. */
export interface Difference {
  readonly kind: 'new' | 'gone' | 'changed';
  readonly text: string;
}

/** Every difference between the checkout and the tables; empty when they agree. */
export function compare(source: TrainerSource, ui: TrainerInterface): Difference[] {
  return [
    ...compareArchs(source),
    ...compareNames(ui),
    ...compareKeys(source),
    ...compareLists(
      'old flag',
      source.legacyFlags,
      legacyFlags.map(([flag]) => flag),
    ),
    ...ui.quantizationTypes
      .filter((type) => !quantizationTypes.includes(type))
      .map((type) => isNew(`quantization type ${type} in the interface`)),
    ...(source.version === trainerRelease.version
      ? []
      : [changed(`version ${trainerRelease.version} in the tables, ${source.version} in the checkout`)]),
  ];
}

const isNew = (text: string): Difference => ({ kind: 'new', text });
const isGone = (text: string): Difference => ({ kind: 'gone', text });
const changed = (text: string): Difference => ({ kind: 'changed', text });

function compareLists(what: string, theirs: readonly string[], ours: readonly string[]): Difference[] {
  return [
    ...theirs.filter((name) => !ours.includes(name)).map((name) => isNew(`${what} ${name}`)),
    ...ours.filter((name) => !theirs.includes(name)).map((name) => isGone(`${what} ${name}`)),
  ];
}

function compareArchs(source: TrainerSource): Difference[] {
  const ours = models.filter((model) => model.loader === 'registered').map((model) => model.arch);
  return compareLists('registered architecture', source.registeredArchs, ours);
}

function compareNames(ui: TrainerInterface): Difference[] {
  const names = compareLists(
    'name in the interface',
    ui.models.map((model) => model.name),
    namedModels.map(({ variant }) => variant.name),
  );
  return [...names, ...ui.models.flatMap(compareDefaults)];
}

function compareDefaults(entry: InterfaceModel): Difference[] {
  const found = namedModels.find(({ variant }) => variant.name === entry.name);
  if (found === undefined) return [];
  const { variant } = found;
  const differences: Difference[] = [];
  if (variant.title !== entry.title) {
    differences.push(changed(`${entry.name}: title ${variant.title} is now ${entry.title}`));
  }
  const ours: Record<string, Literal> = { 'model.name_or_path': variant.nameOrPath };
  for (const [key, value] of Object.entries(variant.uiDefaults)) {
    // Generated controls are a list of their own in the interface.
    if (key !== 'datasets[].controls') ours[key] = (value ?? undefined) as Literal;
  }
  const theirs = { ...entry.selected };
  // The samples are somebody's prompts, and not for us to keep.
  delete theirs['sample'];
  for (const key of new Set([...Object.keys(ours), ...Object.keys(theirs)])) {
    const left = key in ours ? ours[key] : newJob[key];
    const right = key in theirs ? theirs[key] : newJob[key];
    if (!isDeepStrictEqual(left, right)) {
      differences.push(changed(`${entry.name}: ${key} is ${show(left)} in the tables, ${show(right)} now`));
    }
  }
  if (!isDeepStrictEqual(variant.recoveryAdapters ?? {}, entry.recoveryAdapters)) {
    differences.push(
      changed(`${entry.name}: accuracy recovery adapters are now ${show(entry.recoveryAdapters)}`),
    );
  }
  return differences;
}

function compareKeys(source: TrainerSource): Difference[] {
  const differences: Difference[] = [];
  const known = new Map(keyBlocksByClass);
  for (const [name, keys] of source.keysByClass) {
    const block = known.get(name);
    if (block === undefined) differences.push(isNew(`config class ${name} (${keys.join(', ')})`));
    else differences.push(...compareBlock(block, keys));
    known.delete(name);
  }
  for (const name of known.keys()) differences.push(isGone(`config class ${name}`));
  const process = new Set(processBlock.keys.map((key) => key.name));
  for (const key of source.processKeys) {
    if (!process.has(key)) differences.push(isNew(`key ${key} of the process`));
  }
  const argumentNames = new Set(modelArgumentsBlock.keys.map((key) => key.name));
  for (const key of source.modelArguments) {
    if (!argumentNames.has(key)) differences.push(isNew(`key ${key} of model.model_kwargs`));
  }
  return differences;
}

/** Keys of ours alone are fine where this service or another class reads them too. */
function compareBlock(block: KeyBlock, keys: readonly string[]): Difference[] {
  const ours = new Set(block.keys.map((key) => key.name));
  const theirs = new Set(keys);
  return [
    ...keys.filter((key) => !ours.has(key)).map((key) => isNew(`key ${key} of ${block.title}`)),
    ...[...ours]
      .filter((key) => !theirs.has(key) && key !== 'hf_token' && block.title !== 'slider')
      .map((key) => isGone(`key ${key} of ${block.title}`)),
  ];
}

function show(value: unknown): string {
  return value === undefined ? 'not set' : JSON.stringify(value);
}
