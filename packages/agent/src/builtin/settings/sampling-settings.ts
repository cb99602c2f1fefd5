import { type Block, readBlock } from './read-block.ts';

/** File types of samples. */
export type SampleFormat = 'jpg' | 'png' | 'webp';

/** When and what to draw. */
export interface SamplingSettings {
  /** 0 means never between first and last. */
  readonly every: number;
  readonly startStep: number;
  /** Before training; a run that is resumed draws it only where that is forced. */
  readonly first: 'fresh' | 'always' | 'never';
  /** After the last step. */
  readonly last: boolean;
  readonly format: SampleFormat;
  readonly seed: number;
  readonly samples: readonly SampleSettings[];
}

/** One picture to draw. A negative seed means another picture every time. */
export interface SampleSettings {
  readonly prompt: string;
  readonly width: number;
  readonly height: number;
  readonly seed: number;
  readonly steps: number;
}

/** Reads `sample` and what `train` says about sampling. Throws TrainingError. */
export function readSampling(process: Block, triggerWord: string): SamplingSettings {
  const sample = process.block('sample');
  const train = process.block('train');
  const seed = sample.number('seed', 0, { min: -1, whole: true });
  const disabled = train.flag('disable_sampling', false);
  const entries = sample.has('samples')
    ? sample.blocks('samples')
    : sample
        .list('prompts')
        .filter((prompt) => prompt !== null)
        .map((prompt, index) => readBlock({ prompt }, `config.process[0].sample.prompts[${index}]`));
  const walks = sample.flag('walk_seed', false);
  const samples = entries.map((entry, index) => {
    const walkedSeed = walks && seed >= 0 ? seed + index : seed;
    return readSample(entry, sample, walkedSeed, triggerWord);
  });
  const draws = !disabled && samples.length > 0;
  return {
    every: draws ? sample.number('sample_every', 100, { min: 0, whole: true }) : 0,
    startStep: sample.number('sample_start_step', 0, { min: 0, whole: true }),
    first: readFirst(train, draws),
    last: draws,
    format: readFormat(sample.text('format', 'jpg').toLowerCase()),
    seed,
    samples,
  };
}

function readFirst(train: Block, draws: boolean): SamplingSettings['first'] {
  if (!draws || train.flag('skip_first_sample', false)) return 'never';
  return train.flag('force_first_sample', false) ? 'always' : 'fresh';
}

function readFormat(format: string): SampleFormat {
  return format === 'png' || format === 'webp' ? format : 'jpg';
}

function readSample(entry: Block, shared: Block, seed: number, triggerWord: string): SampleSettings {
  const number = (key: string, fallback: number, min: number): number =>
    entry.number(key, shared.number(key, fallback, { min }), { min });
  const { text, flags } = splitPrompt(entry.text('prompt', ''));
  const flag = (names: readonly string[], fallback: number): number => {
    const given = names.map((name) => Number.parseInt(flags.get(name) ?? '', 10)).find(Number.isSafeInteger);
    return given ?? fallback;
  };
  return {
    prompt: text.replaceAll('[trigger]', triggerWord).replaceAll('[name]', triggerWord),
    width: flag(['w'], number('width', 512, 1)),
    height: flag(['h'], number('height', 512, 1)),
    seed: flag(['d', 'seed'], entry.number('seed', seed, { whole: true })),
    steps: Math.min(100, Math.max(1, flag(['s', 'steps'], Math.round(number('sample_steps', 20, 1))))),
  };
}

/** The trainer's way: everything from the first `--` on is flags, not prompt. */
function splitPrompt(prompt: string): { text: string; flags: ReadonlyMap<string, string> } {
  const [text = '', ...parts] = prompt.split('--');
  const flags = new Map(
    parts.map((part) => {
      const [name = '', ...words] = part.trim().split(/\s+/);
      return [name, words.join(' ')] as const;
    }),
  );
  return { text: text.trim(), flags };
}
