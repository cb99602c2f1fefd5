import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Literal, notLiteral, readConstants } from './read-literals.ts';

/** One entry of the model list of the trainer's interface. */
export interface InterfaceModel {
  readonly name: string;
  readonly title: string;
  readonly group: string;
  /** Paths below the process and the values that are set when the model is chosen; `undefined` takes the key out. */
  readonly selected: Readonly<Record<string, Literal>>;
  /** The same for the moment when another model is chosen instead. */
  readonly unselected: Readonly<Record<string, Literal>>;
  readonly sections: readonly string[];
  readonly controls: readonly string[];
  readonly recoveryAdapters: Readonly<Record<string, string>>;
  readonly gated: boolean;
}

/** What the interface of a trainer checkout offers. */
export interface TrainerInterface {
  readonly models: readonly InterfaceModel[];
  /** The job that the interface starts from; its prompts are left out. */
  readonly newJob: Literal;
  readonly quantizationTypes: readonly string[];
}

const folder = 'ui/src/app/jobs/new';
const processPrefix = 'config.process[0].';

/**
 * Reads the model list and the new job of the interface in the checkout at `dir`, without running anything.
 * Throws when a file is missing or the list is not where it was.
 */
export function readInterface(dir: string): TrainerInterface {
  const options = readFile(dir, `${folder}/options.tsx`);
  const list = options.get('modelArchs');
  if (!Array.isArray(list)) throw new Error(`${folder}/options.tsx holds no list named modelArchs`);
  const samples = readFile(dir, 'ui/src/helpers/defaultSamples.ts').get('defaultSampleConfig');
  const job = readFile(
    dir,
    `${folder}/jobConfig.ts`,
    new Map([['defaultSampleConfig', { ...asMap(samples), samples: [] }]]),
  ).get('defaultJobConfig');
  const quantization = options.get('quantizationOptions');
  return {
    models: list.map(readModel),
    newJob: job ?? notLiteral,
    quantizationTypes: Array.isArray(quantization)
      ? quantization.map((option) => String(asMap(option)['value'])).filter((value) => value !== '')
      : [],
  };
}

function readFile(dir: string, path: string, imported?: ReadonlyMap<string, Literal>): Map<string, Literal> {
  return readConstants(path, readFileSync(join(dir, path), 'utf8'), imported);
}

function readModel(entry: Literal): InterfaceModel {
  const map = asMap(entry);
  const selected: Record<string, Literal> = {};
  const unselected: Record<string, Literal> = {};
  for (const [path, pair] of Object.entries(asMap(map['defaults']))) {
    if (!Array.isArray(pair) || !path.startsWith(processPrefix)) continue;
    const key = path.slice(processPrefix.length).replace('[x]', '[]');
    selected[key] = pair[0];
    unselected[key] = pair[1];
  }
  return {
    name: String(map['name']),
    title: String(map['label']),
    group: String(map['group']),
    selected,
    unselected,
    sections: asTexts(map['additionalSections']),
    controls: asTexts(map['controls']),
    recoveryAdapters: Object.fromEntries(
      Object.entries(asMap(map['accuracyRecoveryAdapters'])).map(([title, type]) => [title, String(type)]),
    ),
    gated: typeof map['gateUrl'] === 'string',
  };
}

function asMap(value: Literal): { [key: string]: Literal } {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : {};
}

function asTexts(value: Literal): string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}
