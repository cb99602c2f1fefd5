import { describe, expect, test } from 'vitest';
import type { ConfigPath, KeyBlock } from './key.ts';
import { isListedValue, keyAt, keysIn, nearestValue } from './key-at.ts';
import { rootBlock } from './root.ts';

const process: ConfigPath = ['config', 'process', 0];
const at = (...path: ConfigPath) => keyAt([...process, ...path]);

describe('keyAt', () => {
  test.each([
    ['job'],
    ['config', 'name'],
    ['config', 'process'],
    ['config', 'process', 0, 'train', 'lr'],
    ['config', 'process', 3, 'datasets', 1, 'folder_path'],
    ['config', 'process', 0, 'sample', 'samples', 0, 'ctrl_img_2'],
    ['config', 'process', 0, 'first_sample', 'neg'],
    ['config', 'process', 0, 'train', 'ema_config', 'use_ema'],
    ['config', 'process', 0, 'network', 'network_kwargs', 'ignore_if_contains'],
    ['meta'],
  ])('%s / %s / %s … is known', (...path) => {
    const found = keyAt(path);
    expect(found.kind).toBe('known');
    expect(found.kind === 'known' ? found.key.name : null).toBe(path[path.length - 1]);
  });

  test.each([
    [['meta', 'anything', 'at all']],
    [[...process, 'train', 'optimizer_params', 'weight_decay']],
    [[...process, 'model', 'model_kwargs', 'something_new']],
    [[...process, 'model', 'model_paths', 'dit']],
    [[...process, 'datasets', 0, 'resolution', 1]],
    [[...process, 'datasets', 0, 'augmentations', 0, 'method']],
  ])('anything may stand at %j', (path) => {
    expect(keyAt(path).kind).toBe('free');
  });

  test.each([
    [['train', 'batch_sise'], 'batch_size', null],
    [['train', 'learning_rates_of_all'], null, null],
    [['sample', 'guidence_scale'], 'guidance_scale', null],
    [['datasets', 0, 'resolutions'], 'resolution', 'slider.resolutions'],
    [['model', 'linear_alpha'], null, 'network.linear_alpha'],
    [['train', 'folder_path'], null, 'datasets[].folder_path'],
    [['train', 'trigger_word'], null, 'datasets[].trigger_word'],
    [['modle'], 'model', null],
  ] as const)('%j is unknown', (path, suggestion, elsewhere) => {
    const found = at(...path);
    expect(found).toMatchObject({ kind: 'unknown', suggestion, elsewhere });
  });

  test('below an unknown key nothing is said', () => {
    expect(at('modle', 'arch').kind).toBe('outside');
    expect(at('trigger_word', 'x').kind).toBe('outside');
  });

  test('a process that does not train has keys of its own', () => {
    expect(keyAt([...process, 'caption', 'whatever'], 'Qwen3VLCaptioner').kind).toBe('free');
    expect(keyAt([...process, 'captoin'], 'diffusion_trainer').kind).toBe('unknown');
  });
});

describe('keysIn', () => {
  test('the keys of a map can be listed for completion', () => {
    const names = (path: ConfigPath) => keysIn(path).map((key) => key.name);
    expect(names([])).toEqual(['job', 'config', 'meta']);
    expect(names([...process, 'sample', 'samples', 0])).toContain('ctrl_img');
    expect(names(['meta'])).toEqual([]);
    expect(names([...process, 'nothing'])).toEqual([]);
  });
});

describe('listed values', () => {
  const keyOf = (...path: ConfigPath) => {
    const found = at(...path);
    if (found.kind !== 'known') throw new Error(`${path.join('.')} is not known`);
    return found.key;
  };

  test.each([
    [['train', 'optimizer'], 'AdamW8bit', true],
    [['train', 'optimizer'], 'prodigyopt', true],
    [['train', 'optimizer'], 'adamw16bit', false],
    [['train', 'timestep_type'], 'Sigmoid', false],
    [['train', 'timestep_type'], 'weighted', true],
    [['model', 'qtype'], 'uint3|ostris/accuracy_recovery_adapters/x.safetensors', true],
    [['model', 'qtype'], 'uint9', false],
    [['model', 'text_encoder_bits'], 8, true],
    [['train', 'steps'], 'anything', true],
  ] as const)('%j takes %j: %s', (path, value, listed) => {
    expect(isListedValue(keyOf(...path), value)).toBe(listed);
  });

  test('the nearest value is suggested', () => {
    expect(nearestValue(keyOf('train', 'timestep_type'), 'sigmod')).toBe('sigmoid');
    expect(nearestValue(keyOf('train', 'timestep_type'), 'gaussian')).toBeNull();
  });
});

describe('the key table', () => {
  const blocks: KeyBlock[] = [];
  const collect = (block: KeyBlock): void => {
    if (blocks.includes(block)) return;
    blocks.push(block);
    for (const key of block.keys) if (key.block !== undefined) collect(key.block);
  };
  collect(rootBlock);

  test('no block has a key twice', () => {
    for (const { title, keys } of blocks) {
      const names = keys.map((key) => key.name);
      expect(
        names.filter((name, index) => names.indexOf(name) !== index).map((name) => `${title}.${name}`),
      ).toEqual([]);
    }
  });

  test('every default has a type and a value that the key allows', () => {
    const wrong: string[] = [];
    for (const { title, keys } of blocks) {
      for (const key of keys) {
        if (key.default === undefined) continue;
        const fits = key.types.some((type) => hasType(key.default, type));
        const listed =
          key.default === null || hasType(key.default, 'list') || isListedValue(key, key.default);
        if (!fits || !listed) wrong.push(`${title}.${key.name}`);
      }
    }
    expect(wrong).toEqual([]);
  });

  test('an old name leads to a key of the same block', () => {
    for (const { keys } of blocks) {
      for (const key of keys) {
        if (key.aliasOf !== undefined) expect(keys.map(({ name }) => name)).toContain(key.aliasOf);
      }
    }
  });

  test('every list of values says what becomes of others', () => {
    for (const { title, keys } of blocks) {
      for (const key of keys) {
        expect(`${title}.${key.name}: ${key.values === undefined || key.onOtherValue !== undefined}`).toMatch(
          /true$/,
        );
      }
    }
  });
});

function hasType(value: unknown, type: string): boolean {
  if (type === 'null') return value === null;
  if (type === 'list') return Array.isArray(value);
  if (type === 'map') return typeof value === 'object' && value !== null && !Array.isArray(value);
  if (type === 'integer') return Number.isInteger(value);
  return typeof value === type;
}
