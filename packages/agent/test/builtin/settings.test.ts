import { describe, expect, it, test } from 'vitest';
import { readCommandLine } from '../../src/builtin/command-line.ts';
import { readSettings } from '../../src/builtin/settings/settings.ts';
import { type ConfigChanges, createConfig } from './workspace.ts';

const read = (changes: ConfigChanges) => readSettings(createConfig('/out', '/data', changes));

describe('settings', () => {
  it("have the trainer's defaults", () => {
    const settings = readSettings({
      config: {
        name: 'a',
        process: [{ training_folder: '/out', network: {}, datasets: [{ folder_path: '/data' }] }],
      },
    });
    expect(settings).toMatchObject({
      seed: 0,
      network: { rank: 4, alpha: 1 },
      save: { every: 1000, keep: 5, type: 'F16' },
      training: {
        steps: 1000,
        batchSize: 1,
        accumulation: 1,
        rate: 1e-6,
        weightDecay: 0.01,
        maxGradientNorm: 1,
      },
      datasets: [{ captionExtension: '.txt', repeats: 1, defaultCaption: '' }],
      sampling: { every: 0, samples: [] },
      meta: { name: 'a', version: '1.0' },
      notes: [],
    });
  });

  test.each<[string, ConfigChanges, object]>([
    ['rank before linear', { network: { rank: 8 } }, { network: { rank: 8 } }],
    [
      'alpha where linear_alpha is null',
      { network: { linear_alpha: null, alpha: 2 } },
      { network: { alpha: 2 } },
    ],
    ['null for never saving', { save: { save_every: null } }, { save: { every: 0 } }],
    [
      'the training seed before the sample seed',
      { process: { training_seed: 9 }, sample: { seed: 3 } },
      { seed: 9 },
    ],
    ['the sample seed where there is no other', { sample: { seed: 3 } }, { seed: 3 }],
    ['unet_lr before lr', { train: { unet_lr: 0.5 } }, { training: { rate: 0.5 } }],
    ['no decay for adam', { train: { optimizer: 'adam8bit' } }, { training: { weightDecay: 0 } }],
    [
      'repeats and mirrors',
      { dataset: { num_repeats: 3, flip_x: true } },
      { datasets: [{ repeats: 3, mirror: { x: true, y: false } }] },
    ],
    [
      'a walking seed and the flags of a prompt',
      {
        train: { disable_sampling: false },
        sample: {
          seed: 4,
          walk_seed: true,
          samples: null,
          prompts: ['a', '[trigger] b --w 96 --seed 7 --s 3'],
        },
      },
      {
        sampling: {
          samples: [
            { prompt: 'a', seed: 4, width: 64 },
            { prompt: 'sks b', seed: 7, width: 96, steps: 3 },
          ],
        },
      },
    ],
  ])('read %s', (_, changes, expected) => {
    expect(read(changes)).toMatchObject(expected);
  });

  test.each<[string, ConfigChanges, RegExp]>([
    ['another network', { network: { type: 'lokr' } }, /type lokr and trains a LoRA/],
    ['another optimizer', { train: { optimizer: 'prodigy' } }, /prodigy is stood in for by AdamW/],
    ['another schedule', { train: { lr_scheduler: 'step' } }, /schedule step is stood in for/],
    ['no network', { process: { network: null } }, /has no network/],
  ])('say so where the config has %s', (_, changes, note) => {
    expect(read(changes).notes.join()).toMatch(note);
  });

  test.each<[string, ConfigChanges, RegExp]>([
    [
      'steps in words',
      { train: { steps: 'many' } },
      /config\.process\[0\]\.train\.steps must be a whole number, but is "many"/,
    ],
    ['no steps', { train: { steps: 0 } }, /train\.steps must be a whole number of at least 1, but is 0/],
    ['half a step', { train: { steps: 1.5 } }, /train\.steps must be a whole number, but is 1\.5/],
    ['a quoted rate', { train: { lr: '1e-4' } }, /train\.lr must be a number, but is "1e-4"/],
    ['a negative rate', { train: { lr: -1 } }, /train\.lr must be a number of at least 0/],
    ['a rank of 0', { network: { linear: 0 } }, /network\.linear must be a whole number of at least 1/],
    ['a huge rank', { network: { linear: 5000 } }, /at most 1024 for the built-in trainer/],
    ['an unknown dtype', { save: { dtype: 'int3' } }, /save\.dtype must be one of float16, /],
    [
      'a relative folder',
      { process: { training_folder: 'out' } },
      /training_folder must be an absolute path/,
    ],
    [
      'a relative dataset',
      { dataset: { folder_path: 'x' } },
      /datasets\[0\]\.folder_path must be an absolute path/,
    ],
    ['no datasets', { process: { datasets: [] } }, /has no datasets/],
    ['datasets that are no list', { process: { datasets: {} } }, /datasets must be a list/],
    [
      'a block that is no mapping',
      { process: { train: 3 } },
      /config\.process\[0\]\.train must be a mapping/,
    ],
    ['a name that leaves the folder', { name: '../x' }, /config\.name must be a plain name/],
    ['an empty name', { name: '' }, /config\.name must be a plain name/],
  ])('are refused in one sentence for %s', (_, changes, message) => {
    expect(() => read(changes)).toThrow(message);
  });

  test.each([[null], [[]], [{}], [{ config: {} }], [{ config: { name: 'a', process: [] } }]])(
    'are refused where the config is %j',
    (value) => {
      expect(() => readSettings(value)).toThrow(/^The config/);
    },
  );
});

describe('the arguments', () => {
  test.each<[readonly string[], RegExp]>([
    [[], /--config is missing/],
    [['--config'], /--config needs the absolute path/],
    [['--config', 'relative.json'], /absolute path/],
    [['--confg', '/a'], /does not know the argument "--confg"/],
    [['--config', '/a', '--resume', '/b', '--resume-weights', '/c'], /not both/],
  ])('%j are refused', (argv, message) => {
    expect(() => readCommandLine(argv)).toThrow(message);
  });
});
