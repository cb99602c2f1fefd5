import { meantNumber } from '../block.ts';
import { exampleDataset, exampleFacts, exampleJob } from '../example.ts';
import { type NumberKey, numberKeys } from '../number-keys.ts';
import { defineRule } from '../rule.ts';
import { showValue } from '../value-types.ts';

export default defineRule({
  code: 42299,
  name: 'NUMBER_NEEDED',
  severity: 'error',
  title: 'Something that the trainer counts with is no number, or one that it cannot count with.',
  why: 'The trainer compares and counts with the value as it stands and fails with a TypeError or ValueError.',
  fix: 'Write a number, without quotes.',
  source: [
    { shows: 'steps and batches', file: 'jobs/process/BaseSDTrainProcess.py', lines: '2533-2557' },
    { shows: 'frames and repeats', file: 'toolkit/data_loader.py', lines: '396-460' },
    { shows: 'saving and sampling', file: 'jobs/process/BaseSDTrainProcess.py', lines: '2554-2558' },
    { shows: 'how many saves are kept', file: 'jobs/process/BaseSDTrainProcess.py', lines: '460-482' },
    { shows: 'rank and alpha', file: 'toolkit/lora_special.py', lines: '93-111' },
    { shows: 'size of samples', file: 'toolkit/config_modules.py', lines: '1220-1222' },
    { shows: 'seeds that count up', file: 'jobs/process/BaseSDTrainProcess.py', lines: '301-302' },
    { shows: 'frames of samples', file: 'toolkit/config_modules.py', lines: '105-107' },
  ],
  check({ job, report }) {
    for (const [block, keys] of numberKeys(job)) {
      for (const wanted of keys) {
        const value = block.get(wanted.key);
        if (value === undefined || (value === null && wanted.nullable === true) || fits(value, wanted))
          continue;
        const at = block.at(wanted.key);
        const meant = meantBy(value, wanted);
        report({
          at,
          message: `\`${wanted.key}\` is ${showValue(value)}; it must be ${describe(wanted)}.`,
          fix: meant === null ? undefined : `Write it without quotes: ${wanted.key}: ${meant}.`,
          edit: meant === null ? undefined : { operation: 'set', path: [...at], value: meant },
        });
      }
    }
  },
  examples: {
    bad: [
      {
        title: 'steps in quotes',
        yaml: exampleJob({ train: 'steps: "1000"' }),
        at: ['config.process[0].train.steps'],
      },
      {
        title: 'no number of steps',
        yaml: exampleJob({ train: 'steps:' }),
        at: ['config.process[0].train.steps'],
      },
      {
        title: 'a seed in quotes that counts up',
        yaml: exampleJob({ sample: 'seed: "42"\nwalk_seed: true' }),
        at: ['config.process[0].sample.seed'],
      },
      {
        title: 'an empty batch',
        yaml: exampleJob({ train: 'batch_size: 0' }),
        at: ['config.process[0].train.batch_size'],
      },
      {
        title: 'frames in quotes',
        yaml: exampleJob({
          model: 'arch: wan21\nname_or_path: Wan-AI/Wan2.1-T2V-1.3B-Diffusers',
          dataset: 'num_frames: "41"',
        }),
        facts: exampleFacts({ datasets: { dogs: exampleDataset({ images: 0, videos: 10 }) } }),
        at: ['config.process[0].datasets[0].num_frames'],
      },
      {
        title: 'a rank in quotes',
        yaml: exampleJob({ network: 'linear: "16"' }),
        at: ['config.process[0].network.linear'],
      },
      {
        title: 'saving in quotes',
        yaml: exampleJob({ save: 'save_every: "250"' }),
        at: ['config.process[0].save.save_every'],
      },
      {
        title: 'a width in words',
        yaml: exampleJob({ sample: 'width: 1024px' }),
        at: ['config.process[0].sample.width'],
      },
    ],
    good: [
      {
        title: 'a width in quotes that nobody draws with',
        yaml: exampleJob({ train: 'disable_sampling: true', sample: 'width: "1024"' }),
      },
      {
        title: 'a rank that full LoKr does not ask for',
        yaml: exampleJob({ network: 'type: lokr\nlinear: "16"\nlinear_alpha: "16"' }),
      },
      { title: 'whole numbers', yaml: exampleJob({ dataset: 'num_repeats: 2' }) },
      { title: 'a whole number written with a point', yaml: exampleJob({ train: 'steps: 1000.0' }) },
      { title: 'no batch size of the dataset', yaml: exampleJob({ dataset: 'batch_size: null' }) },
    ],
  },
});

/** Booleans are numbers in Python. */
function fits(value: unknown, { whole, min }: NumberKey): boolean {
  if (typeof value === 'boolean') return Number(value) >= min;
  return (
    typeof value === 'number' && Number.isFinite(value) && value >= min && (!whole || Number.isInteger(value))
  );
}

/** The number in quotes, if that is what stands there. */
function meantBy(value: unknown, wanted: NumberKey): number | null {
  const meant = typeof value === 'string' ? meantNumber(value) : null;
  return meant !== null && fits(meant, wanted) ? meant : null;
}

function describe({ whole, min }: NumberKey): string {
  const kind = whole ? 'a whole number' : 'a number';
  return Number.isFinite(min) ? `${kind} of at least ${min}` : kind;
}
