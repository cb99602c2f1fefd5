import { namedModels } from '@trainyard/core/preflight';
import { expect, test } from 'vitest';
import { findModels, modalities } from './model-list.ts';

const namesOf = (search: string, modality: Parameters<typeof findModels>[1] = null) =>
  findModels(search, modality).flatMap(({ models }) => models.map(({ named }) => named.variant.name));

/** Those that a dataset can be for: it holds images and videos. */
const trainable = namedModels.filter(
  ({ model, variant }) => (variant.modality ?? model.modality) !== 'audio',
);

test('Without a search every model for images and videos is listed once, each family together.', () => {
  expect(namesOf('').toSorted()).toEqual(trainable.map(({ variant }) => variant.name).toSorted());
  expect(namesOf('ace-step')).toEqual([]);
  const families = findModels('', null).map(({ family }) => family);
  expect(new Set(families).size).toBe(families.length);
});

test('Every word of a search counts, in any order and case.', () => {
  expect(namesOf('2.2 WAN 14b')).toContain('wan22_14b:t2v');
  expect(namesOf('wan nothing')).toEqual([]);
});

test('The kinds of models divide them.', () => {
  expect(modalities).toEqual(expect.arrayContaining(['image', 'edit', 'video']));
  expect(modalities.flatMap((modality) => namesOf('', modality)).length).toBe(trainable.length);
});

test('Gated models are marked.', () => {
  const isGated = (name: string) =>
    findModels('', null)
      .flatMap(({ models }) => models)
      .find(({ named }) => named.variant.name === name)?.isGated;
  expect(isGated('flux')).toBe(true);
  expect(isGated('qwen_image')).toBe(false);
});
