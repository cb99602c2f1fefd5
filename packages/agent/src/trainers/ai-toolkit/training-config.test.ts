import type { Assignment } from '@trainyard/core';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { formatTrainingConfig, toTrainingConfig } from './training-config.ts';

const folders = { output: '/run/output', datasets: '/run/datasets' };

function processOf(
  process: Readonly<Record<string, unknown>>,
  resumeFrom: Assignment['resume_from'] = null,
): Record<string, unknown> {
  const config = { job: 'extension', config: { name: 'cats', process: [process] }, meta: { name: '[name]' } };
  const result = toTrainingConfig(
    { config, job_name: 'cats', secrets: {}, resume_from: resumeFrom },
    folders,
    {
      name: 'run',
      controlFile: '/run/control.db',
    },
  );
  expect(result).toMatchObject({ job: 'extension', config: { name: 'run' }, meta: { name: 'cats' } });
  return (result['config'] as { process: Record<string, unknown>[] }).process[0] ?? {};
}

test('the trainer gets private paths, its control database and its record of losses', () => {
  expect(
    processOf({
      type: 'sd_trainer',
      name: 'elsewhere',
      training_folder: '/app/ai-toolkit/output',
      datasets: [{ folder_path: '/app/ai-toolkit/datasets/cats' }],
      logging: { log_every: 100, verbose: true },
    }),
  ).toEqual({
    type: 'diffusion_trainer',
    training_folder: '/run/output',
    sqlite_db_path: '/run/control.db',
    performance_log_every: 10,
    datasets: [{ folder_path: '/run/datasets/cats' }],
    logging: { log_every: 1, use_ui_logger: true, verbose: true },
  });
});

test.each([
  ['sd_trainer', 'diffusion_trainer'],
  ['ui_trainer', 'diffusion_trainer'],
  ['diffusion_trainer', 'diffusion_trainer'],
  ['concept_slider', 'concept_slider'],
])('a process of type %s runs as %s', (type, runsAs) => {
  expect(processOf({ type })['type']).toBe(runsAs);
});

test.each([
  [{}, ''],
  [{ neg: false }, ''],
  [{ neg: null }, ''],
  [{ neg: 'blurry' }, 'blurry'],
])('samples with %j have the negative prompt %j', (sample, neg) => {
  expect(processOf({ sample })['sample']).toMatchObject({ neg });
});

test('a run that goes on counts from its checkpoint, whatever step the config starts from', () => {
  const train = { steps: 20, start_step: 3 };
  expect(processOf({ train })['train']).toEqual(train);
  expect(processOf({ train }, { step: 10, files: [] })['train']).toEqual({ steps: 20 });
});

test('no secret is written into files of weights by way of what is written about them', () => {
  const secrets = { HF_TOKEN: 'hf_abcdef' };
  const config = { config: { name: 'cats', process: [] }, meta: { notes: ['by hf_abcdef'], version: '1.0' } };
  const run = { name: 'run', controlFile: '/run/control.db' };
  expect(
    toTrainingConfig({ config, job_name: 'cats', secrets, resume_from: null }, folders, run)['meta'],
  ).toEqual({
    notes: ['by [redacted]'],
    version: '1.0',
  });
});

test('the text has nothing that the trainer would replace, and says the same', () => {
  fc.assert(
    fc.property(fc.json(), fc.string(), (json, text) => {
      const config = { prompt: `\${HF_TOKEN}${text}$`, value: JSON.parse(json) as unknown };
      const formatted = formatTrainingConfig(config);
      expect(formatted).not.toContain('$');
      expect(JSON.parse(formatted)).toEqual(JSON.parse(JSON.stringify(config)));
    }),
  );
});
