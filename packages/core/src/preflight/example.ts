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

/** The ordinary blocks as entries: every rule makes its examples when it is loaded, so none is split twice. */
const ordinaryEntries: ReadonlyMap<string, readonly Entry[]> = new Map(
  Object.entries(ordinary).map(([key, text]) => [key, splitEntries(text)]),
);

/** A key of a block with all lines that belong to it. */
interface Entry {
  readonly key: string;
  readonly lines: readonly string[];
}

/**
 * The text of an ordinary small job (SDXL on the images of dataset `dogs`) with parts of it replaced: a key
 * given in a part takes the place of the same key.
 */
export function exampleJob(parts: ExampleParts = {}): string {
  const block = (key: keyof typeof ordinary, indent: string): string => {
    const part = parts[key];
    return part === null ? '' : blockText(overlay(ordinaryEntries.get(key) ?? [], part ?? ''), indent);
  };
  const nested = (key: 'network' | 'save' | 'train' | 'model' | 'sample'): string => {
    const text = block(key, '        ');
    return text === '' ? '' : `      ${key}:\n${text}`;
  };
  const dataset = block('dataset', '          ');
  const process = [
    block('process', '      '),
    nested('network'),
    nested('save'),
    dataset === '' ? '' : `      datasets:\n${asListItem(dataset)}`,
    nested('train'),
    nested('model'),
    nested('sample'),
  ].join('');
  return `${block('top', '')}config:\n${block('config', '  ')}  process:\n${asListItem(process)}`;
}

/** The first line of an indented block with a dash before its key. */
function asListItem(text: string): string {
  return text.replace(/^( *) {2}/, '$1- ');
}

/** Both texts' entries; one of `changes` takes the place of the one of `base` with the same key. */
function overlay(base: readonly Entry[], changes: string): readonly Entry[] {
  if (changes === '') return base;
  const changed = splitEntries(changes);
  return [...base.filter(({ key }) => !changed.some((entry) => entry.key === key)), ...changed];
}

/** The entries of a block. */
function splitEntries(text: string): Entry[] {
  const entries: { key: string; lines: string[] }[] = [];
  for (const line of text.split('\n')) {
    if (line === '') continue;
    const last = entries.at(-1);
    if (/^\s/.test(line) && last !== undefined) last.lines.push(line);
    else entries.push({ key: line.split(':', 1)[0] ?? '', lines: [line] });
  }
  return entries;
}

function blockText(entries: readonly Entry[], indent: string): string {
  let text = '';
  for (const { lines } of entries) for (const line of lines) text += `${indent}${line}\n`;
  return text;
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
