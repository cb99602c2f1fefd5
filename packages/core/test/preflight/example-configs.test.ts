import { describe, expect, test } from 'vitest';
import { exampleDataset, exampleFacts } from '../../src/preflight/example.ts';
import { type Facts, fileKey, pairingKey } from '../../src/preflight/facts.ts';
import { collectReferences, lint } from '../../src/preflight/lint.ts';
import { valueAt } from '../../src/preflight/path.ts';
import { readTrainerFixtures, type TrainerFixture } from './trainer-fixtures.ts';

const none = { count: 0, examples: [] };

/** Facts of datasets that fit a config: videos where it reads frames, images elsewhere, and a partner for each. */
function fittingFacts({ text, config }: TrainerFixture): Facts {
  const { datasets, pairings, files } = collectReferences(text);
  const first = valueAt(config, ['config', 'process', 0, 'datasets', 0]) as
    | Record<string, unknown>
    | undefined;
  const readsFrames = Number(first?.['num_frames'] ?? 1) > 1 || first?.['auto_frame_count'] === true;
  const training = readsFrames ? exampleDataset({ images: 0, videos: 20 }) : exampleDataset();
  return exampleFacts({
    datasets: Object.fromEntries(
      datasets.map((name) => [name, name.startsWith('CONTROL') ? exampleDataset() : training]),
    ),
    pairings: Object.fromEntries(
      pairings.map((pairing) => [pairingKey(pairing), { missing: none, several: none }]),
    ),
    files: Object.fromEntries(files.map((file) => [fileKey(file), true])),
    account: { hfToken: true },
  });
}

function architectureOf({ config }: TrainerFixture): unknown {
  return valueAt(config, ['config', 'process', 0, 'model', 'arch']);
}

const examples = readTrainerFixtures('examples');
const withArchitecture = examples.filter((fixture) => architectureOf(fixture) !== undefined);
// Datasets of the contract hold no audio.
const defaults = readTrainerFixtures('ui-defaults').filter(({ name }) => !name.startsWith('ace_step'));

describe('with datasets that fit it', () => {
  test.for([...withArchitecture, ...defaults].map((fixture) => [fixture.name, fixture] as const))(
    'the config %s of the trainer is accepted without a word',
    ([, fixture]) => {
      expect(lint(fixture.text, fittingFacts(fixture)).findings).toEqual([]);
    },
  );

  test('there are examples and defaults of every kind', () => {
    expect(withArchitecture.length).toBeGreaterThanOrEqual(9);
    expect(defaults.length).toBeGreaterThanOrEqual(45);
  });
});

// Old examples name their model by a flag; the contract wants `arch`, and the slider is another kind of job.
test.for(
  examples
    .filter((fixture) => architectureOf(fixture) === undefined && !/slider|redux/.test(fixture.name))
    .map((fixture) => [fixture.name, fixture] as const),
)('the old example %s is refused for its missing architecture alone', ([, fixture]) => {
  const { findings } = lint(fixture.text, fittingFacts(fixture));
  expect(findings.map(({ code }) => code)).toEqual([42275]);
});
