import { type Block, createBlock, isMapping, meantNumber } from './block.ts';
import { type PathMeaning, readPath } from './contract-path.ts';
import { type KeyUse, keyUses } from './key-uses.ts';
import { findModel } from './models/find-model.ts';
import type { ModelMatch } from './models/model.ts';
import type { ConfigPath } from './path.ts';
import { lastFlag, promptText, type SplitPrompt, splitPrompt } from './prompt-flags.ts';

/** A path in the config and what it stands for. */
export interface PathUse {
  readonly at: ConfigPath;
  readonly text: string;
  readonly meaning: PathMeaning;
}

/** One entry of `datasets` with the trainer's defaults applied (toolkit/config_modules.py:911-1092). */
export interface DatasetView {
  readonly index: number;
  readonly block: Block;
  /** `dataset_path`, or `folder_path` where that is absent; null where neither is text. */
  readonly folder: PathUse | null;
  /** Where `folder` stands or should stand. */
  readonly folderAt: ConfigPath;
  readonly resolutions: readonly number[];
  /** The largest resolution; 512 where none is given. */
  readonly maxResolution: number;
  /** Its own batch size or that of `train`. */
  readonly batchSize: number;
  /** Where `batchSize` is decided. */
  readonly batchSizeAt: ConfigPath;
  readonly numFrames: number;
  readonly autoFrameCount: boolean;
  /** The loader looks for videos too. */
  readonly readsVideos: boolean;
  /** Control folders in their order; `control_path_1..3` replace `control_path`. */
  readonly controls: readonly PathUse[];
  /** The paths that stand at a key, as text or as a list of texts. */
  paths(key: string): readonly PathUse[];
}

/** One sample to be drawn while training. */
export interface SampleView {
  /** Its own block; for a sample written as a text an empty one at its place. */
  readonly block: Block;
  readonly promptAt: ConfigPath;
  /** Null where there is none: the trainer leaves such a sample out. */
  readonly prompt: SplitPrompt | null;
  /** Control images: keys that count, and `ctrl_img` of the prompt's flags. */
  readonly controls: Readonly<Partial<Record<SampleControlKey, PathUse>>>;
}

export const sampleControlKeys = ['ctrl_img', 'ctrl_img_1', 'ctrl_img_2', 'ctrl_img_3'] as const;
export type SampleControlKey = (typeof sampleControlKeys)[number];

/** A config as rules look at it. */
export interface JobView {
  readonly root: Block;
  readonly config: Block;
  /** The one process that trains: `config.process[0]`. */
  readonly process: Block;
  readonly train: Block;
  readonly model: Block;
  /** The model that `model` means, aliases and old flags included; null where none is known by that name. */
  readonly match: ModelMatch | null;
  readonly network: Block;
  readonly save: Block;
  readonly sample: Block;
  readonly logging: Block;
  readonly datasets: readonly DatasetView[];
  /** Of `sample`. */
  readonly samples: readonly SampleView[];
  /** Every key that stands in a block of the trainer. */
  keyUses(): readonly KeyUse[];
  /** Whether the trainer draws anything at all: there is a prompt and sampling is not switched off. */
  readonly drawsSamples: boolean;
}

/** Looks at a config that has a mapping, `config` and a process (see `structure.ts`). */
export function viewJob(value: unknown): JobView {
  const root = createBlock(value, []);
  const config = root.child('config');
  const process = config.list('process')[0] ?? createBlock(null, ['config', 'process', 0]);
  const train = process.child('train');
  const model = process.child('model');
  const sample = process.child('sample');
  const samples = viewSamples(sample);
  let uses: readonly KeyUse[] | null = null;
  return {
    root,
    config,
    process,
    train,
    model,
    match: findModel(archOf(model), valuesOf(model), model.text('name_or_path')),
    network: process.child('network'),
    save: process.child('save'),
    sample,
    logging: process.child('logging'),
    datasets: process.list('datasets').map((block, index) => viewDataset(block, index, train)),
    samples,
    keyUses: () => {
      uses ??= keyUses(value, process.text('type') ?? undefined);
      return uses;
    },
    drawsSamples: !train.truthy('disable_sampling') && samples.some((item) => item.prompt !== null),
  };
}

function archOf(model: Block): string | null {
  const arch = model.text('arch');
  return arch === null || arch.trim() === '' ? null : arch;
}

function valuesOf(block: Block): Readonly<Record<string, unknown>> {
  return Object.fromEntries(block.keys.map((key) => [key, block.get(key)]));
}

function viewDataset(block: Block, index: number, train: Block): DatasetView {
  const folderKey = block.text('dataset_path') !== null ? 'dataset_path' : 'folder_path';
  const resolution = block.has('resolution') ? block.get('resolution') : 512;
  const resolutions = (Array.isArray(resolution) ? resolution : [resolution])
    .map(meantNumber)
    .filter((side) => side !== null);
  const ownBatchSize = meantNumber(block.get('batch_size'));
  const numFrames = meantNumber(block.get('num_frames')) ?? 1;
  const autoFrameCount = block.truthy('auto_frame_count');
  return {
    index,
    block,
    folder: pathUse(block, folderKey),
    folderAt: block.at(folderKey),
    resolutions,
    maxResolution: resolutions.length === 0 ? 512 : Math.max(...resolutions),
    batchSize: ownBatchSize ?? meantNumber(train.get('batch_size')) ?? 1,
    batchSizeAt: ownBatchSize === null ? train.at('batch_size') : block.at('batch_size'),
    numFrames,
    autoFrameCount,
    readsVideos: numFrames > 1 || autoFrameCount,
    controls: viewControls(block),
    paths: (key) => pathsAt(block, key),
  };
}

function viewControls(block: Block): readonly PathUse[] {
  const numbered = ['control_path_1', 'control_path_2', 'control_path_3'].filter((key) => block.truthy(key));
  return (numbered.length > 0 ? numbered : ['control_path']).flatMap((key) => pathsAt(block, key));
}

function pathsAt(block: Block, key: string): readonly PathUse[] {
  const value = block.get(key);
  if (Array.isArray(value)) {
    return value.flatMap((text, index) =>
      typeof text === 'string' ? [createPathUse([...block.at(key), index], text)] : [],
    );
  }
  const single = pathUse(block, key);
  return single === null ? [] : [single];
}

/** The samples of a `sample` (or `first_sample`) block. */
export function viewSamples(sample: Block): readonly SampleView[] {
  // Samples that are null are left out, and the older list counts.
  const key = sample.has('samples') && sample.get('samples') !== null ? 'samples' : 'prompts';
  const items = sample.get(key);
  // One text is taken for a list of one; a blank one draws nothing.
  if (typeof items === 'string') return items.trim() === '' ? [] : [viewPrompt(items, sample.at(key))];
  if (!Array.isArray(items)) return [];
  return items.map((item: unknown, index) => {
    const at = [...sample.at(key), index];
    return key === 'samples' && isMapping(item) ? viewSample(createBlock(item, at)) : viewPrompt(item, at);
  });
}

/** A sample that is written as its prompt alone. */
function viewPrompt(prompt: unknown, at: ConfigPath): SampleView {
  const text = promptText(prompt);
  const split = text === null ? null : splitPrompt(text);
  return { block: createBlock(null, at), promptAt: at, prompt: split, controls: flagControls(at, split) };
}

function viewSample(block: Block): SampleView {
  const text = promptText(block.get('prompt'));
  const prompt = text === null ? null : splitPrompt(text);
  const promptAt = block.at('prompt');
  const controls: Partial<Record<SampleControlKey, PathUse>> = {};
  for (const key of sampleControlKeys) {
    const use = pathUse(block, key);
    if (use !== null) controls[key] = use;
  }
  // The first numbered one is the unnumbered one unless it is written itself.
  if (!block.has('ctrl_img_1') && controls.ctrl_img !== undefined) controls.ctrl_img_1 = controls.ctrl_img;
  return { block, promptAt, prompt, controls: { ...controls, ...flagControls(promptAt, prompt) } };
}

function flagControls(at: ConfigPath, prompt: SplitPrompt | null): { ctrl_img?: PathUse } {
  const path = prompt === null ? null : lastFlag(prompt, 'ctrl_img');
  return path === null || path === '' ? {} : { ctrl_img: createPathUse(at, path) };
}

/** The path that is the text of a key; null where there is none, or an empty one. */
function pathUse(block: Block, key: string): PathUse | null {
  const text = block.text(key);
  return text === null || text.trim() === '' ? null : createPathUse(block.at(key), text);
}

function createPathUse(at: ConfigPath, text: string): PathUse {
  return { at, text, meaning: readPath(text) };
}
