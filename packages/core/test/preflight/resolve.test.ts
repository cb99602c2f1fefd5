import { describe, expect, test } from 'vitest';
import { readDocument } from '../../src/preflight/document.ts';
import { exampleJob } from '../../src/preflight/example.ts';
import { valueAt } from '../../src/preflight/path.ts';
import { contractLayout, type RunLayout, resolveConfig } from '../../src/preflight/resolve.ts';
import { serializeConfig } from '../../src/preflight/serialize.ts';

const layout: RunLayout = {
  outputFolder: '/runs/7/output',
  datasetFolder: (name) => `/runs/7/datasets/${name}`,
  databasePath: '/runs/7/run.db',
  loaderWorkers: 0,
};

function configOf(yaml: string): Record<string, unknown> {
  const result = readDocument(yaml);
  if (!result.ok) throw new Error(result.error.message);
  return result.document.value as Record<string, unknown>;
}

function resolve(parts: Parameters<typeof exampleJob>[0], where = layout) {
  const resolved = resolveConfig(configOf(exampleJob(parts)), where);
  const process = valueAt(resolved.config, ['config', 'process', 0]);
  return { ...resolved, at: (...path: (string | number)[]) => valueAt(process, path) };
}

describe('paths', () => {
  test('contract paths become places of the run', () => {
    const { at } = resolve({
      dataset:
        'folder_path: /app/ai-toolkit/datasets/dogs/\ncontrol_path: [/app/ai-toolkit/datasets/edges, datasets/depth]\nmask_path: /app/ai-toolkit/datasets/masks',
      sample:
        'samples:\n  - prompt: a --ctrl_img /app/ai-toolkit/datasets/edges/1.png --w 512\n  - prompt: b\n    ctrl_img: /app/ai-toolkit/datasets/edges/2.png',
    });
    expect(at('training_folder')).toBe('/runs/7/output');
    expect(at('sqlite_db_path')).toBe('/runs/7/run.db');
    expect(at('datasets', 0)).toMatchObject({
      folder_path: '/runs/7/datasets/dogs',
      control_path: ['/runs/7/datasets/edges', '/runs/7/datasets/depth'],
      mask_path: '/runs/7/datasets/masks',
    });
    expect(at('sample', 'samples', 0, 'prompt')).toBe('a --ctrl_img /runs/7/datasets/edges/1.png --w 512');
    expect(at('sample', 'samples', 1, 'ctrl_img')).toBe('/runs/7/datasets/edges/2.png');
  });

  test('captions and prompts that speak of such a path are left alone', () => {
    const { at } = resolve({
      dataset: 'default_caption: /app/ai-toolkit/datasets/dogs',
      sample: 'prompts:\n  - datasets/dogs',
    });
    expect(at('datasets', 0, 'default_caption')).toBe('/app/ai-toolkit/datasets/dogs');
    expect(at('sample', 'prompts', 0)).toBe('datasets/dogs');
  });

  test('a config resolved with the layout of the contract can be resolved again for the run', () => {
    const yaml = exampleJob({
      sample: 'samples:\n  - prompt: a\n    ctrl_img: /app/ai-toolkit/datasets/dogs/1.png',
    });
    const once = resolveConfig(configOf(yaml), contractLayout).config;
    expect(resolveConfig(once, contractLayout).config).toEqual(once);
    expect(resolveConfig(once, layout).config).toEqual(resolveConfig(configOf(yaml), layout).config);
  });
});

describe('what is mended', () => {
  test('an older type of process becomes the one that reports', () => {
    expect(resolve({ process: 'type: sd_trainer' }).at('type')).toBe('diffusion_trainer');
    expect(resolve({ process: 'type: concept_slider' }).at('type')).toBe('concept_slider');
  });

  test('losses are logged at every step, and nothing leaves the run unless the layout allows it', () => {
    const parts = { process: 'logging: {log_every: 100, use_wandb: true}', save: 'push_to_hub: true' };
    expect(resolve(parts).at('logging')).toEqual({ log_every: 1, use_ui_logger: true, use_wandb: false });
    expect(resolve(parts).at('save', 'push_to_hub')).toBe(false);
    const open = resolve(parts, { ...layout, allowHubPush: true, allowTrackers: true });
    expect(open.at('logging', 'use_wandb')).toBe(true);
    expect(open.at('save', 'push_to_hub')).toBe(true);
  });

  test.each([
    { what: 'a missing negative prompt', sample: 'neg: null', path: ['neg'], value: '' },
    {
      what: 'samples without a prompt',
      sample: 'samples:\n  - width: 5\n  - prompt: a',
      path: ['samples'],
      value: [{ prompt: 'a' }],
    },
    {
      what: 'a sample that is a text',
      sample: 'samples:\n  - a dog',
      path: ['samples'],
      value: [{ prompt: 'a dog' }],
    },
    { what: 'samples that are null', sample: 'samples: null', path: ['samples'], value: undefined },
    {
      what: 'an empty control image',
      sample: 'samples:\n  - prompt: a\n    ctrl_img: ""',
      path: ['samples'],
      value: [{ prompt: 'a' }],
    },
  ])('$what', ({ sample, path, value }) => {
    expect(resolve({ sample }).at('sample', ...path)).toEqual(value);
  });

  test('loader processes are limited, and a change that nobody wished otherwise is quiet', () => {
    const { at, changes } = resolve({ dataset: 'num_workers: 4' });
    expect(at('datasets', 0, 'num_workers')).toBe(0);
    expect(changes.filter(({ quiet }) => !quiet).map(({ path }) => path)).toEqual([
      'config.process[0].datasets[0].num_workers',
    ]);
    expect(resolve({}).changes.every(({ quiet }) => quiet)).toBe(true);
  });

  test('a blank trigger word is taken for none', () => {
    expect(resolve({ process: 'trigger_word: " "' }).at('trigger_word')).toBeUndefined();
  });

  test('a trigger word that is a number becomes a text', () => {
    const { at } = resolve({ process: 'trigger_word: 1990', dataset: 'trigger_word: 5' });
    expect(at('trigger_word')).toBe('1990');
    expect(at('datasets', 0, 'trigger_word')).toBe('5');
  });

  test('names of ours become those that the trainer knows', () => {
    const { at, changes } = resolve({ model: 'arch: wan\nname_or_path: Wan-AI/Wan2.1-T2V-1.3B-Diffusers' });
    expect(at('model', 'arch')).toBe('wan21');
    expect(changes.some(({ path }) => path === 'config.process[0].model.arch')).toBe(true);
  });

  test('a setting that asks for the old flag of FLUX gets it', () => {
    expect(resolve({ model: 'arch: flux\nattn_masking: true' }).at('model', 'is_flux')).toBe(true);
  });
});

describe('secrets', () => {
  test.each([
    { where: 'the process', parts: { process: 'hf_token: hf_secret' } },
    { where: 'the model', parts: { model: 'hf_token: hf_secret' } },
  ])('a token in $where is taken out', ({ parts }) => {
    const { config, secrets } = resolve(parts);
    expect(secrets).toEqual({ hfToken: 'hf_secret' });
    expect(JSON.stringify(config)).not.toContain('hf_secret');
  });

  test('a token in `meta` is taken out', () => {
    const { config, secrets } = resolveConfig(
      configOf(`${exampleJob()}meta: {hf_token: hf_secret, version: "1"}\n`),
      layout,
    );
    expect(secrets.hfToken).toBe('hf_secret');
    expect(config['meta']).toEqual({ version: '1' });
  });

  test('the trainer finds no variable to put its environment in, and reads the same text', () => {
    const { config } = resolve({ sample: 'prompts:\n  - "\u0024{HF_TOKEN} and $HOME"' });
    const text = serializeConfig(config);
    expect(text).not.toMatch(/\$\{[^}]+\}/);
    expect(JSON.parse(text)).toEqual(config);
    expect(text).toContain('HF_TOKEN');
  });
});

test('prompts that are numbers or booleans become texts', () => {
  const { at, changes } = resolve({ sample: 'prompts: [5, true, a dog, null]' });
  expect(at('sample', 'prompts')).toEqual(['5', 'true', 'a dog']);
  const noted = changes.filter(({ quiet }) => !quiet).map(({ path }) => path);
  expect(noted).toEqual([0, 1, 3].map((index) => `config.process[0].sample.prompts[${index}]`));
});

test.each([
  { written: 'a dog', prompts: ['a dog'] },
  { written: '" "', prompts: [] },
])('prompts written as the text $written become the list $prompts', ({ written, prompts }) => {
  const { at, changes } = resolve({ sample: `prompts: ${written}` });
  expect(at('sample', 'prompts')).toEqual(prompts);
  expect(changes.filter(({ quiet }) => !quiet).map(({ path }) => path)).toEqual([
    'config.process[0].sample.prompts',
  ]);
});

test('the input is not changed, and aliases do not tie parts of the result together', () => {
  const yaml = exampleJob({
    dataset: null,
    process: 'datasets:\n  - &a {folder_path: /app/ai-toolkit/datasets/dogs}\n  - *a',
  });
  const config = configOf(yaml);
  const before = JSON.stringify(config);
  const { config: resolved } = resolveConfig(config, layout);
  expect(JSON.stringify(config)).toBe(before);
  const [first, second] = valueAt(resolved, ['config', 'process', 0, 'datasets']) as [object, object];
  expect(first).toEqual(second);
  expect(first).not.toBe(second);
});

test('infinite numbers become the largest finite ones, because JSON has none', () => {
  expect(resolve({ train: 'max_loss: .inf' }).at('train', 'max_loss')).toBe(Number.MAX_VALUE);
});

describe('a model that is trained as a whole', () => {
  const flux2 = 'arch: flux2\nname_or_path: black-forest-labs/FLUX.2-dev';
  test.each([
    [
      'is saved in the form that can be resumed, where its class chooses the form',
      null,
      flux2,
      '',
      'diffusers',
    ],
    [
      'is saved as it says, where the trainer can do both',
      null,
      'arch: sdxl\nname_or_path: a/b',
      '',
      undefined,
    ],
    ['is no LoRA', 'type: lora\nlinear: 4', flux2, '', undefined],
    [
      'may be a LoRA that is merged',
      'type: lora\nlinear: 4',
      flux2,
      'merge_network_on_save: true',
      'diffusers',
    ],
  ])('%s', (_what, network, model, train, expected) => {
    const { at, changes } = resolve({ network, model, train });
    expect(at('save', 'save_format')).toBe(expected);
    expect(changes.filter(({ path }) => path.includes('save'))).toEqual([]);
  });
});
