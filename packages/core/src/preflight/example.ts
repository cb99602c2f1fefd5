import type { DatasetFacts, Facts } from './facts.ts';

/** Lines that replace or join the ordinary ones of a block: `{ train: 'lr: 0' }`. A null leaves the block out. */
export interface ExampleParts {
  readonly top?: string;
  readonly config?: string;
  readonly process?: string;
  readonly network?: string | null;
  readonly save?: string | null;
  readonly dataset?: string | null;
  readonly train?: string | null;
  readonly model?: string | null;
  readonly sample?: string | null;
}

const ordinary = {
  top: 'job: extension',
  config: 'name: my_lora',
  process: 'type: diffusion_trainer\ntraining_folder: /app/ai-toolkit/output',
  network: 'type: lora\nlinear: 16\nlinear_alpha: 16',
  save: 'dtype: bf16\nsave_every: 250',
  dataset: 'folder_path: /app/ai-toolkit/datasets/dogs\ncaption_ext: txt\nresolution: [512, 768]',
  train:
    'batch_size: 1\nsteps: 1000\nlr: 1e-4\noptimizer: adamw8bit\ndtype: bf16\nnoise_scheduler: ddpm\ngradient_checkpointing: true',
  model: 'arch: sdxl\nname_or_path: stabilityai/stable-diffusion-xl-base-1.0',
  sample:
    'sampler: ddpm\nsample_every: 250\nwidth: 1024\nheight: 1024\nneg: ""\nprompts:\n  - a dog on a beach',
};

/**
 * The text of an ordinary small job (SDXL on the images of dataset `dogs`) with parts of it replaced: a key
 * given in a part takes the place of the same key.
 */
export function exampleJob(parts: ExampleParts = {}): string {
  const block = (key: keyof typeof ordinary): string[] => {
    const part = parts[key];
    return part === null ? [] : overlay(ordinary[key], part ?? '');
  };
  const nested = (key: 'network' | 'save' | 'train' | 'model' | 'sample'): string[] => {
    const lines = block(key);
    return lines.length === 0 ? [] : [`${key}:`, ...indent(lines, 2)];
  };
  const dataset = block('dataset');
  const process = [
    ...block('process'),
    ...nested('network'),
    ...nested('save'),
    ...(dataset.length === 0 ? [] : ['datasets:', ...listItem(dataset)]),
    ...nested('train'),
    ...nested('model'),
    ...nested('sample'),
  ];
  const config = [...block('config'), 'process:', ...listItem(process)];
  return `${[...block('top'), 'config:', ...indent(config, 2)].join('\n')}\n`;
}

/** Both texts' lines; a key of `changes` takes the place of the same key of `base`, with all that belongs to it. */
function overlay(base: string, changes: string): string[] {
  const changed = splitEntries(changes);
  const keys = new Set(changed.map((entry) => keyOf(entry)));
  const kept = splitEntries(base).filter((entry) => !keys.has(keyOf(entry)));
  return [...kept, ...changed].flat();
}

/** The lines of each top-level entry of a block. */
function splitEntries(text: string): string[][] {
  const entries: string[][] = [];
  for (const line of text.split('\n')) {
    if (line === '') continue;
    const last = entries.at(-1);
    if (/^\s/.test(line) && last !== undefined) last.push(line);
    else entries.push([line]);
  }
  return entries;
}

function keyOf(entry: readonly string[]): string {
  return entry[0]?.split(':', 1)[0] ?? '';
}

function indent(lines: readonly string[], columns: number): string[] {
  return lines.map((line) => ' '.repeat(columns) + line);
}

function listItem(lines: readonly string[]): string[] {
  return lines.map((line, index) => (index === 0 ? `  - ${line}` : `    ${line}`));
}

/** Facts of a ready dataset of twenty captioned images, with some of them replaced. */
export function exampleDataset(changes: Partial<DatasetFacts> = {}): DatasetFacts {
  return {
    status: 'READY',
    error: null,
    images: 20,
    videos: 0,
    uncaptioned: { '.txt': { count: 0, examples: [] } },
    frames: null,
    durationSeconds: null,
    longSidePx: { min: 1024, max: 2048 },
    ...changes,
  };
}

/** Facts in which the account has the dataset `dogs` (twenty images) and whatever else is given. */
export function exampleFacts(
  changes: Partial<Pick<Facts, 'datasets' | 'pairings' | 'files' | 'account'>> & {
    readonly installation?: Partial<Facts['installation']>;
  } = {},
): Facts {
  return {
    datasets: changes.datasets === undefined ? { dogs: exampleDataset() } : changes.datasets,
    pairings: changes.pairings ?? {},
    files: changes.files ?? {},
    account: changes.account ?? { hfToken: false },
    installation: {
      hfToken: false,
      modelFolders: [],
      trainerVersion: null,
      ruleOverrides: {},
      allow: { hubPush: false, trackers: false },
      ...changes.installation,
    },
  };
}
