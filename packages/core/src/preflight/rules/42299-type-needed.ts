import { type Block, isMapping, isTruthy } from '../block.ts';
import { exampleJob } from '../example.ts';
import type { JobView } from '../job-view.ts';
import { defineRule } from '../rule.ts';
import { describeTypes, showValue } from '../value-types.ts';

/** A key whose value the trainer takes apart without looking first. */
interface TypedKey {
  readonly key: string;
  readonly wanted: Parameters<typeof describeTypes>[0];
  readonly fits: (value: unknown) => boolean;
}

const isText = (value: unknown): boolean => typeof value === 'string';
const isNull = (value: unknown): boolean => value === null;
/** Null is left out before the run. */
const isMap = (value: unknown): boolean => isNull(value) || isMapping(value);
const isPath = (value: unknown): boolean => isNull(value) || isText(value);
const isExtension = (value: unknown): boolean => !isTruthy(value) || isText(value);
const hasLength = (value: unknown): boolean => isNull(value) || isText(value) || typeof value === 'object';
const isControls = (value: unknown): boolean =>
  isNull(value) || isText(value) || isMapping(value) || (Array.isArray(value) && value.every(isText));
const isFloat = (value: unknown): boolean =>
  typeof value === 'number' ||
  typeof value === 'boolean' ||
  (typeof value === 'string' && /^\s*[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?\s*$/i.test(value));
/** Two bars would give three parts. */
const isQuantization = (value: unknown): boolean =>
  isNull(value) || (typeof value === 'string' && value.split('|').length <= 2);

const datasetKeys: readonly TypedKey[] = [
  { key: 'caption_ext', wanted: ['string'], fits: isExtension },
  { key: 'augments', wanted: ['list'], fits: hasLength },
  { key: 'augmentations', wanted: ['list'], fits: hasLength },
  { key: 'controls', wanted: ['list', 'string'], fits: isControls },
  { key: 'network_weight', wanted: ['number'], fits: isFloat },
  { key: 'token_dropout_rate', wanted: ['number'], fits: isFloat },
  { key: 'caption_dropout_rate', wanted: ['number'], fits: isFloat },
  { key: 'mask_path', wanted: ['string'], fits: isPath },
  { key: 'inpaint_path', wanted: ['string'], fits: isPath },
  { key: 'clip_image_path', wanted: ['string'], fits: isPath },
];
const trainKeys: readonly TypedKey[] = [
  { key: 'ema_config', wanted: ['map'], fits: isMap },
  { key: 'validation_config', wanted: ['map'], fits: isMap },
  { key: 'lr_scheduler_params', wanted: ['map'], fits: isMap },
  { key: 'optimizer_params', wanted: ['map'], fits: isMap },
];
const modelKeys: readonly TypedKey[] = [{ key: 'qtype', wanted: ['string'], fits: isQuantization }];
const networkKeys: readonly TypedKey[] = [{ key: 'network_kwargs', wanted: ['map'], fits: isMap }];

export default defineRule({
  code: 42299,
  name: 'TYPE_NEEDED',
  severity: 'error',
  title: 'A value is of a type that the trainer cannot take apart.',
  why: 'The trainer treats it as a text, list or mapping without looking first, and stops with a TypeError or AttributeError.',
  fix: 'Write a value of the type that is wanted, or remove the line.',
  source: [
    { shows: 'keys of a dataset', file: 'toolkit/config_modules.py', lines: '934-1078' },
    { shows: 'paths are joined', file: 'toolkit/dataloader_mixins.py', lines: '1000-1011' },
    { shows: 'moving average and validation', file: 'toolkit/config_modules.py', lines: '529-537' },
    { shows: 'arguments of the scheduler', file: 'jobs/process/BaseSDTrainProcess.py', lines: '2231-2241' },
    { shows: 'quantization and adapter', file: 'toolkit/config_modules.py', lines: '739-741' },
  ],
  check({ job, report }) {
    for (const [block, keys] of blocksOf(job)) {
      for (const { key, wanted, fits } of keys) {
        const value = block.get(key);
        if (value === undefined || fits(value)) continue;
        report({
          at: block.at(key),
          message: `\`${key}\` is ${showValue(value)}; it must be ${describeTypes(wanted)}${key === 'qtype' ? ' with one "|" at most' : ''}.`,
        });
      }
    }
  },
  examples: {
    bad: [
      {
        title: 'a moving average that is only turned on',
        yaml: exampleJob({ train: 'ema_config: true' }),
        at: ['config.process[0].train.ema_config'],
      },
      {
        title: 'a list of mask folders',
        yaml: exampleJob({ dataset: 'mask_path:\n  - /app/ai-toolkit/datasets/dogs' }),
        at: ['config.process[0].datasets[0].mask_path'],
      },
      {
        title: 'a share that is no number',
        yaml: exampleJob({ dataset: 'caption_dropout_rate: none' }),
        at: ['config.process[0].datasets[0].caption_dropout_rate'],
      },
      {
        title: 'two adapters in one quantization',
        yaml: exampleJob({ model: 'qtype: uint3|me/a/b.safetensors|me/a/c.safetensors' }),
        at: ['config.process[0].model.qtype'],
      },
    ],
    good: [
      {
        title: 'a moving average with its keys',
        yaml: exampleJob({ train: 'ema_config:\n  use_ema: true\n  ema_decay: 0.99' }),
      },
      {
        title: 'a share in quotes, which becomes a number',
        yaml: exampleJob({ dataset: 'caption_dropout_rate: "0.1"' }),
      },
      { title: 'nothing behind a key, which is left out', yaml: exampleJob({ dataset: 'controls:' }) },
    ],
  },
});

function blocksOf(job: JobView): readonly (readonly [Block, readonly TypedKey[]])[] {
  return [
    [job.train, trainKeys],
    [job.model, modelKeys],
    [job.network, networkKeys],
    ...job.datasets.map(({ block }): readonly [Block, readonly TypedKey[]] => [block, datasetKeys]),
  ];
}
