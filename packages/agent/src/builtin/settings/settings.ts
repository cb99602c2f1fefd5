import { isAbsolute } from 'node:path';
import type { FloatType } from '../../safetensors/element-types.ts';
import { TrainingError } from '../training-error.ts';
import { type DatasetSettings, readDatasets } from './dataset-settings.ts';
import { type Block, readBlock } from './read-block.ts';
import { readSampling, type SamplingSettings } from './sampling-settings.ts';
import { readTraining, type TrainingSettings } from './training-settings.ts';

/** Everything that the trainer takes from the config, with the trainer's defaults filled in. */
export interface Settings {
  readonly name: string;
  readonly trainingFolder: string;
  readonly seed: number;
  readonly network: NetworkSettings;
  readonly save: SaveSettings;
  readonly training: TrainingSettings;
  readonly datasets: readonly DatasetSettings[];
  readonly sampling: SamplingSettings;
  readonly meta: { readonly name: string; readonly version: string };
  /** Where the config asks for something that this trainer has only a stand-in for: sentences for the log. */
  readonly notes: readonly string[];
}

/** Shape of the adapters. */
interface NetworkSettings {
  readonly rank: number;
  readonly alpha: number;
}

/** When checkpoints are written and how many stay; 0 means never, or all. */
interface SaveSettings {
  readonly every: number;
  readonly keep: number;
  readonly type: FloatType;
}

/** Reads the parsed config. Throws TrainingError naming the first setting that cannot be used. */
export function readSettings(value: unknown): Settings {
  const root = readBlock(value, 'root');
  const config = readBlock(new Map(Object.entries(root.raw)).get('config'), 'config');
  const processes = config.blocks('process');
  const process = processes[0];
  if (!process) throw new TrainingError('The config has no process in config.process.');
  const notes: string[] = [];
  if (processes.length > 1) notes.push('Only the first process of the config is run.');
  const trainingFolder = process.text('training_folder', '');
  if (!isAbsolute(trainingFolder)) throw process.fault('training_folder', 'must be an absolute path');
  const triggerWord = process.text('trigger_word', '');
  const sampling = readSampling(process, triggerWord);
  const meta = root.block('meta');
  const name = readName(config);
  return {
    name,
    trainingFolder,
    seed: process.number('training_seed', Math.max(0, sampling.seed), { whole: true }),
    network: readNetwork(process, notes),
    save: readSave(process),
    training: readTraining(process, notes),
    datasets: readDatasets(process, triggerWord),
    sampling,
    meta: {
      name: meta.text('name', name).replaceAll('[name]', name),
      version: meta.text('version', '1.0'),
    },
    notes,
  };
}

/** A name becomes a folder and files, so it must be a plain one. */
function readName(config: Block): string {
  const name = config.text('name', '');
  if (name === '' || name.length > 200 || name.startsWith('.') || /[/\\\p{Cc}]/u.test(name)) {
    throw config.fault('name', 'must be a plain name without separators');
  }
  return name;
}

function readNetwork(process: Block, notes: string[]): NetworkSettings {
  const network = process.block('network');
  const type = network.text('type', 'lora');
  if (!process.has('network')) {
    notes.push(
      'The config has no network; the built-in trainer cannot fine-tune whole models and trains a LoRA.',
    );
  } else if (type !== 'lora') {
    notes.push(`The built-in trainer knows no networks of type ${type} and trains a LoRA.`);
  }
  const limits = { min: 1, max: 1024, whole: true };
  const rank = network.number('rank', network.number('linear', 4, limits), limits);
  const alphaLimits = { min: 0, max: 65_504 };
  const alpha = network.number('linear_alpha', network.number('alpha', 1, alphaLimits), alphaLimits);
  return { rank, alpha };
}

const typesByDtype: ReadonlyMap<string, FloatType> = new Map([
  ['float16', 'F16'],
  ['fp16', 'F16'],
  ['bf16', 'BF16'],
  ['bfloat16', 'BF16'],
  ['float32', 'F32'],
  ['fp32', 'F32'],
  ['float', 'F32'],
]);

function readSave(process: Block): SaveSettings {
  const save = process.block('save');
  const type = typesByDtype.get(save.text('dtype', 'float16'));
  if (!type) throw save.fault('dtype', `must be one of ${[...typesByDtype.keys()].join(', ')}`);
  const count = (key: string, fallback: number): number =>
    Object.hasOwn(save.raw, key) && !save.has(key) ? 0 : save.number(key, fallback, { min: 0, whole: true });
  return { every: count('save_every', 1000), keep: count('max_step_saves_to_keep', 5), type };
}
