import { expect, test } from 'vitest';
import { readForm } from './config-form.ts';
import { controlKeysOfDataset, controlKeysOfSample } from './control-keys.ts';

function keysFor(arch: string, item: string) {
  const yaml = `config:\n  process:\n    - model: { arch: "${arch}" }\n      datasets: [{ ${item} }]\n      sample: { samples: [{ ${item} }] }\n`;
  const read = readForm(yaml);
  if (!read.ok) throw new Error(read.reason);
  const process = ['config', 'process', 0];
  return {
    dataset: controlKeysOfDataset(read.form, [...process, 'datasets', 0]),
    sample: controlKeysOfSample(read.form, [...process, 'sample', 'samples', 0]),
  };
}

test.each([
  ['a model without controls', 'flux', '', [], []],
  ['a model with one', 'qwen_image_edit', '', ['control_path'], ['ctrl_img']],
  ['a model with three', 'qwen_image_edit_plus', '', ['control_path_1'], ['ctrl_img_1']],
  [
    'the first of three',
    'qwen_image_edit_plus',
    'control_path_1: a, ctrl_img_1: a',
    ['control_path_1', 'control_path_2'],
    ['ctrl_img_1', 'ctrl_img_2'],
  ],
  [
    'the only key although three are read',
    'qwen_image_edit_plus',
    'control_path: a, ctrl_img: a',
    ['control_path'],
    ['ctrl_img'],
  ],
  [
    'what is written although it is not read',
    'flux',
    'control_path_2: a, ctrl_img_2: a',
    ['control_path_2'],
    ['ctrl_img_2'],
  ],
])('Boxes for control images are offered for %s.', (_, arch, item, dataset, sample) => {
  expect(keysFor(arch, item)).toEqual({ dataset, sample });
});
