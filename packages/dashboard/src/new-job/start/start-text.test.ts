import { type DatasetFacts, lint, namedModels, unknownFacts } from '@trainyard/core/preflight';
import { describe, expect, test } from 'vitest';
import { createStartText, nextName, proposeName, type StartChoice } from './start-text.ts';

const none = { count: 0, examples: [] };
const pictures: DatasetFacts = {
  status: 'READY',
  error: null,
  images: 20,
  videos: 0,
  uncaptioned: {},
  frames: null,
  durationSeconds: null,
  longSidePx: { min: 1024, max: 2048 },
};
const clips: DatasetFacts = { ...pictures, images: 0, videos: 20, frames: { min: 33, max: 200 } };

function choose(named: (typeof namedModels)[number], more: Partial<StartChoice> = {}): StartChoice {
  const { model, variant } = named;
  const isEdit = (variant.modality ?? model.modality) === 'edit' || model.datasetControls.required;
  const needsControl = isEdit || model.sampleControls.required;
  return {
    named,
    name: proposeName(['dogs'], named),
    triggerWord: 'sks',
    datasets: ['dogs', 'cats'],
    controls: isEdit ? ['edges'] : [],
    controlImage: needsControl ? '/app/ai-toolkit/datasets/edges/1.png' : null,
    captions: [],
    ...more,
  };
}

const cases = namedModels
  .filter(({ model }) => model.modality !== 'audio')
  .flatMap((named) => [
    { title: `${named.variant.name} on images`, named, dogs: pictures },
    ...(named.model.trainsOn.videos
      ? [{ title: `${named.variant.name} on videos`, named, dogs: clips }]
      : []),
  ]);

describe('The config to start from is accepted without a word', () => {
  test.each(cases)('for $title', ({ named, dogs }) => {
    const datasets = { dogs, cats: dogs, edges: pictures };
    const text = createStartText(choose(named), datasets);
    const found = lint(text, {
      ...unknownFacts,
      datasets,
      pairings: {
        'dogs/edges': { missing: none, several: none },
        'cats/edges': { missing: none, several: none },
      },
      files: { 'edges/1.png': true },
      account: { hfToken: true },
    });
    expect(found.findings.map(({ name, message }) => `${name}: ${message}`)).toEqual([]);
    expect(found.references.datasets).toEqual(expect.arrayContaining(['dogs', 'cats']));
  });
});

test('Captions of the dataset are what samples are drawn of, but not those that hold flags.', () => {
  const [named] = namedModels;
  if (named === undefined) throw new Error('There is no model.');
  const captions = ['a dog --seed 5', 'a dog\non a beach', ''];
  const text = createStartText(choose(named, { captions }), { dogs: pictures });
  expect(text).toContain('- prompt: a dog on a beach\n');
  expect(text).not.toContain('--seed');
});

test.each([
  ['dogs', 'dogs_2'],
  ['dogs_2', 'dogs_3'],
  ['dogs_v9', 'dogs_v10'],
  ['dogs-1', 'dogs-2'],
  ['sd35', 'sd35_2'],
])('The copy of %s is called %s.', (name, next) => {
  expect(nextName(name)).toBe(next);
});
