import type { Block } from '../block.ts';
import { exampleJob } from '../example.ts';
import { defineRule } from '../rule.ts';

interface NumberKey {
  readonly key: string;
  readonly whole: boolean;
  readonly min: number;
  /** The trainer copes with null. */
  readonly nullable?: boolean;
}

const trainKeys: readonly NumberKey[] = [
  { key: 'steps', whole: true, min: 0 },
  { key: 'batch_size', whole: true, min: 1 },
  { key: 'gradient_accumulation', whole: true, min: 1 },
];
const datasetKeys: readonly NumberKey[] = [
  { key: 'batch_size', whole: true, min: 1, nullable: true },
  { key: 'num_frames', whole: true, min: 0 },
  { key: 'num_repeats', whole: true, min: 0 },
];

export default defineRule({
  code: 42299,
  name: 'NUMBER_NEEDED',
  severity: 'error',
  title: 'Something that the trainer counts with is no number, or one that it cannot count with.',
  why: 'The trainer compares and counts with the value as it stands and fails with a TypeError or ValueError.',
  fix: 'Write a whole number, without quotes.',
  source: [
    { shows: 'steps and batches', file: 'jobs/process/BaseSDTrainProcess.py', lines: '2533-2557' },
    { shows: 'frames and repeats', file: 'toolkit/data_loader.py', lines: '396-460' },
  ],
  check({ job, report }) {
    const all: [Block, readonly NumberKey[]][] = [
      [job.train, trainKeys],
      ...job.datasets.map(({ block }): [Block, readonly NumberKey[]] => [block, datasetKeys]),
    ];
    for (const [block, keys] of all) {
      for (const wanted of keys) {
        const value = block.get(wanted.key);
        if (value === undefined || (value === null && wanted.nullable === true) || fits(value, wanted))
          continue;
        const at = block.at(wanted.key);
        const meant = typeof value === 'string' && /^\d+$/.test(value.trim()) ? Number(value) : null;
        report({
          at,
          message: `\`${wanted.key}\` is ${JSON.stringify(value)}; it must be a whole number of at least ${wanted.min}.`,
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
        title: 'an empty batch',
        yaml: exampleJob({ train: 'batch_size: 0' }),
        at: ['config.process[0].train.batch_size'],
      },
      {
        title: 'frames in quotes',
        yaml: exampleJob({ dataset: 'num_frames: "41"' }),
        at: ['config.process[0].datasets[0].num_frames'],
      },
    ],
    good: [
      { title: 'whole numbers', yaml: exampleJob({ dataset: 'num_repeats: 2' }) },
      { title: 'a whole number written with a point', yaml: exampleJob({ train: 'steps: 1000.0' }) },
      { title: 'no batch size of the dataset', yaml: exampleJob({ dataset: 'batch_size: null' }) },
    ],
  },
});

/** `1000.0` counts as whole: the trainer gets it as 1000. Booleans are numbers in Python. */
function fits(value: unknown, { whole, min }: NumberKey): boolean {
  if (typeof value === 'boolean') return Number(value) >= min;
  return (
    typeof value === 'number' && Number.isFinite(value) && value >= min && (!whole || Number.isInteger(value))
  );
}
