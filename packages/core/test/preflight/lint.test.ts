import { describe, expect, test } from 'vitest';
import { findingSchema } from '../../src/contract/findings.ts';

import { exampleDataset, exampleFacts, exampleJob } from '../../src/preflight/example.ts';
import { type InstallationFacts, unknownFacts } from '../../src/preflight/facts.ts';
import { collectReferences, lint } from '../../src/preflight/lint.ts';
import { submissionRank } from '../../src/preflight/order.ts';

const wan = 'arch: wan21\nname_or_path: Wan-AI/Wan2.1-T2V-1.3B-Diffusers';
const videos = { datasets: { dogs: exampleDataset({ images: 0, videos: 5 }) } };
const cachedVideos = exampleJob({
  model: wan,
  train: 'noise_scheduler: flowmatch',
  dataset: 'num_frames: 41\ncache_latents_to_disk: true',
});

function withInstallation(installation: Partial<InstallationFacts>) {
  return exampleFacts({ ...videos, installation });
}

describe('what comes of a config', () => {
  test('a good one is accepted, with its name and steps', () => {
    const result = lint(exampleJob(), exampleFacts());
    expect(result).toMatchObject({ findings: [], accepted: true, name: 'my_lora', totalSteps: 1000 });
    expect(result.config).toMatchObject({ job: 'extension' });
  });

  test('a broken one has one finding and no config', () => {
    const result = lint('job: [', exampleFacts());
    expect(result).toMatchObject({ accepted: false, config: null, name: null, totalSteps: null });
    expect(result.findings.map(({ code }) => code)).toEqual([42253]);
  });

  test('every problem is told, in the order in which a submission is checked', () => {
    const yaml = exampleJob({
      config: 'name: my lora',
      process: 'type: super_tagger',
      dataset: 'folder_path: /app/ai-toolkit/datasets/cats',
      train: 'lr: 0\ndiff_output_preservation: true',
      model: 'arch: ""',
    });
    const { findings } = lint(yaml, exampleFacts());
    const codes = findings.map(({ code }) => code);
    expect(codes).toEqual([42275, 42262, 42254, 42274, 42264, 42298]);
    expect(codes).toEqual([...codes].sort((a, b) => submissionRank(a) - submissionRank(b)));
  });

  test('findings are as the contract describes them', () => {
    const { findings } = lint(exampleJob({ train: 'lr: "1e-4"\noptimizr: adamw' }), exampleFacts());
    expect(findings.map((finding) => findingSchema.parse(finding))).toEqual(findings);
    expect(findings[0]).toMatchObject({
      code: 42274,
      name: 'INVALID_LEARNING_RATE',
      severity: 'error',
      path: 'config.process[0].train.lr',
      edit: { operation: 'set', path: ['config', 'process', 0, 'train', 'lr'], value: 0.0001 },
    });
    expect(findings[1]).toMatchObject({
      code: null,
      name: 'UNKNOWN_KEY',
      severity: 'warning',
      fix: 'Did you mean `optimizer`?',
    });
  });

  test('a place that is refused gets no warning on top', () => {
    const { findings } = lint(exampleJob({ train: 'steps: "many"' }), exampleFacts());
    expect(findings.map(({ name }) => name)).toEqual(['NUMBER_NEEDED']);
  });

  test('the order of the contract puts the first checks before the last two', () => {
    const order = [
      42251,
      42252,
      42273,
      42253,
      42275,
      42262,
      40951,
      42254,
      42255,
      42256,
      42274,
      42257,
      42272,
      42298,
      42299,
      null,
    ];
    expect([...order].sort((a, b) => submissionRank(a) - submissionRank(b))).toEqual(order);
  });
});

describe('what an installation can lower', () => {
  const severities = (installation: Partial<InstallationFacts>, yaml = cachedVideos) =>
    lint(yaml, withInstallation(installation)).findings.map(({ code, severity }) => `${code} ${severity}`);

  test('by default a relaxed rule refuses and says since when it need not', () => {
    const [finding] = lint(cachedVideos, withInstallation({})).findings;
    expect(finding).toMatchObject({ code: 42263, severity: 'error', relaxed: { since: '0.7.19' } });
  });

  test.each([
    { what: 'a warning', installation: { ruleOverrides: { '42263': 'warning' } }, found: ['42263 warning'] },
    { what: 'off', installation: { ruleOverrides: { '42263': 'off' } }, found: [] },
    {
      what: 'off by name',
      installation: { ruleOverrides: { MULTI_FRAME_LATENT_CACHING: 'off' } },
      found: [],
    },
    {
      what: 'auto with a new trainer',
      installation: { ruleOverrides: { '42263': 'auto' }, trainerVersion: '0.12.26' },
      found: ['42263 warning'],
    },
    {
      what: 'auto with that very trainer',
      installation: { ruleOverrides: { '42263': 'auto' }, trainerVersion: '0.7.19' },
      found: ['42263 warning'],
    },
    {
      what: 'auto with an old trainer',
      installation: { ruleOverrides: { '42263': 'auto' }, trainerVersion: '0.7.18' },
      found: ['42263 error'],
    },
    {
      what: 'auto with an unknown trainer',
      installation: { ruleOverrides: { '42263': 'auto' } },
      found: ['42263 error'],
    },
  ] satisfies { what: string; installation: Partial<InstallationFacts>; found: string[] }[])(
    '$what',
    ({ installation, found }) => {
      expect(severities(installation)).toEqual(found);
    },
  );

  test('what makes a job impossible or unsafe cannot be lowered', () => {
    const ruleOverrides = { '42274': 'off', '42298': 'off', CONFIG_NOT_ALLOWED: 'off' } as const;
    const yaml = exampleJob({ top: 'job: generate', train: 'lr: 0', model: wan, dataset: 'num_frames: 41' });
    expect(severities({ ruleOverrides }, yaml)).toContain('42274 error');
    expect(severities({ ruleOverrides }, yaml)).toContain('42298 error');
  });

  test('a warning cannot be made to refuse, since it has no number', () => {
    const yaml = exampleJob({ model: wan, train: 'noise_scheduler: flowmatch', dataset: 'num_frames: 42' });
    expect(severities({ ruleOverrides: { FRAMES_TRIMMED: 'error' } }, yaml)).toEqual(['null warning']);
  });
});

describe('what must be looked up before', () => {
  test('datasets, pairings and files are named once each', () => {
    const yaml = exampleJob({
      dataset:
        'control_path_1: /app/ai-toolkit/datasets/edges\ncontrol_path_2: /app/ai-toolkit/datasets/depth/\nmask_path: datasets/masks',
      sample:
        'samples:\n  - prompt: a --ctrl_img /app/ai-toolkit/datasets/edges/1.png\n  - prompt: b\n    ctrl_img: /app/ai-toolkit/datasets/edges/1.png\n    ctrl_img_2: /app/ai-toolkit/datasets/more/2.png',
    });
    expect(collectReferences(yaml)).toEqual({
      datasets: ['dogs', 'masks', 'edges', 'depth', 'more'],
      pairings: [{ dataset: 'dogs', controls: ['edges', 'depth'] }],
      files: [
        { dataset: 'edges', filename: '1.png' },
        { dataset: 'more', filename: '2.png' },
      ],
    });
  });

  test('files of the first samples are named too', () => {
    const yaml = exampleJob({
      process: 'first_sample: {samples: [{prompt: a, ctrl_img: /app/ai-toolkit/datasets/edges/1.png}]}',
    });
    expect(collectReferences(yaml)).toMatchObject({
      datasets: ['dogs', 'edges'],
      files: [{ dataset: 'edges', filename: '1.png' }],
    });
  });

  test('a text that is no config names nothing', () => {
    expect(collectReferences('job: [')).toEqual({ datasets: [], pairings: [], files: [] });
  });
});

describe('what is not known is not judged', () => {
  test('offline, a config whose datasets are unknown has no finding about them', () => {
    const yaml = exampleJob({
      dataset: 'folder_path: /app/ai-toolkit/datasets/anything\nnum_frames: 41',
      model: wan,
      train: 'noise_scheduler: flowmatch',
    });
    expect(lint(yaml, exampleFacts({ datasets: null })).findings).toEqual([]);
  });
});

test('a config without `job` is refused together with everything else that is wrong with it', () => {
  const text = 'config:\n  name: a b\n  process:\n    - type: diffusion_trainer\n      train: {lr: 0}\n';
  const { findings, accepted } = lint(text, unknownFacts);
  expect(accepted).toBe(false);
  expect(findings.map(({ code }) => code)).toEqual(expect.arrayContaining([42253, 42275, 42262, 42274]));
});

test('a finding about a key stands at the key, one about a value at the value', () => {
  const yaml = exampleJob({ train: 'batchsize: 1\noptimizer: adamw9bit' });
  const places = lint(yaml, exampleFacts()).findings.map(({ name, line, column }) => [
    name,
    yaml.split('\n')[line - 1]?.slice(column - 1),
  ]);
  expect(places).toEqual([
    ['UNKNOWN_VALUE', 'adamw9bit'],
    ['UNKNOWN_KEY', 'batchsize: 1'],
  ]);
});
