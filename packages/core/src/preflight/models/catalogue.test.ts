import { describe, expect, test } from 'vitest';
import { models, namedModels } from './catalogue.ts';
import { findModel } from './find-model.ts';
import { isLargeModel } from './model.ts';
import { repositories, repositoryFacts, repositoryOf } from './repositories.ts';

const byArch = new Map(models.map((model) => [model.arch, model]));

describe('the model catalogue', () => {
  test('no name stands for two models', () => {
    const names = [
      ...models.map((model) => model.arch),
      ...models.flatMap((model) => model.aliases),
      ...namedModels
        .filter(({ model, variant }) => variant.name !== model.arch)
        .map(({ variant }) => variant.name),
    ];
    expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
  });

  test('every name leads back to its own record', () => {
    for (const model of models) {
      expect(findModel(model.arch)?.model).toBe(model);
      for (const alias of model.aliases) expect(findModel(alias)?.by).toBe('alias');
    }
    for (const { model, variant } of namedModels) {
      const found = findModel(variant.name, {}, variant.nameOrPath);
      expect(found?.model).toBe(model);
      expect(found?.variant).toBe(variant);
      expect(found?.asWritten).toBe(true);
    }
  });

  test('an alias is only needed where the trainer would load something else', () => {
    for (const model of models) {
      for (const alias of model.aliases)
        expect(byArch.has(alias.split(':')[0] ?? '') && !alias.includes(':')).toBe(false);
    }
  });

  test('every repository it names has an answer to whether it is gated', () => {
    const named = [
      ...models.flatMap((model) => model.repositories.map(({ repository }) => repository)),
      ...namedModels.flatMap(({ variant }) => [
        variant.nameOrPath,
        ...Object.entries(variant.uiDefaults)
          .filter(([key]) => /_(path|lora_path)$/.test(key))
          .map(([, value]) => String(value)),
        ...Object.values(variant.recoveryAdapters ?? {}),
      ]),
    ];
    const unanswered = named.filter((value) => repositoryFacts(repositoryOf(value) ?? '') === null);
    expect(unanswered).toEqual([]);
  });

  test('no repository is written down twice', () => {
    const names = repositories.map(({ repository }) => repository.toLowerCase());
    expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
  });

  test('every fact says where it was seen', () => {
    for (const model of models) {
      expect(model.sources.length).toBeGreaterThan(0);
      for (const { shows, file, lines } of model.sources) {
        expect(shows).not.toBe('');
        expect(file).toMatch(/\.(py|tsx|yaml)$/);
        expect(lines).toMatch(/^\d+(-\d+)?$/);
      }
    }
  });

  test('controls are required of those architectures that crash without them', () => {
    const forTraining = models.filter((model) => model.datasetControls.required).map((model) => model.arch);
    expect(forTraining.sort()).toEqual(['boogu_image_edit', 'qwen_image_edit', 'qwen_image_edit_plus']);
    const forSampling = models.filter((model) => model.sampleControls.required).map((model) => model.arch);
    expect(forSampling.sort()).toEqual([
      'boogu_image_edit',
      'flux_kontext',
      'hidream_e1',
      'qwen_image_edit',
      'qwen_image_edit_plus',
      'wan21_i2v',
      'wan22_14b_i2v',
    ]);
  });

  test('a record does not contradict itself', () => {
    for (const model of models) {
      const { datasetControls, sampleControls, trainsOn } = model;
      expect(datasetControls.min).toBeLessThanOrEqual(datasetControls.max);
      expect(datasetControls.required).toBe(datasetControls.min > 0);
      expect(sampleControls.max > 0).toBe(sampleControls.keys.length > 0);
      expect(model.frames !== null).toBe(trainsOn.videos);
      expect(trainsOn.videos).toBe(model.modality === 'video');
      if (model.imageToVideo !== 'no') expect(model.modality).toBe('video');
    }
  });

  test.each([
    ['flux', true],
    ['flux_kontext', true],
    ['flux2', true],
    ['flux2_klein_9b', true],
    ['flux2_klein_4b', false],
    ['qwen_image', true],
    ['qwen_image_edit_plus', true],
    ['hidream', true],
    ['krea2', true],
    ['chroma', true],
    ['flex2', true],
    ['sd3', true],
    ['zimage', false],
    ['cogview4', false],
    ['lumina2', false],
    ['sdxl', false],
    ['sd1', false],
    ['mageflow', false],
  ])('that %s is large is %s', (arch, large) => {
    const model = byArch.get(arch);
    expect(model === undefined ? null : isLargeModel(model)).toBe(large);
  });

  test('the variant decides where it is another network', () => {
    const found = findModel('wan21:1b');
    expect(found === null ? null : isLargeModel(found.model, found.variant)).toBe(false);
  });
});
