import { type Facts, unknownFacts } from '@trainyard/core/preflight';
import { expect, test } from 'vitest';
import { fixFindings, reviewConfig, whyOf } from './review-config.ts';

const text = `job: extension
config:
  name: dogs
  process:
    - type: diffusion_trainer
      model: { arch: flux, name_or_path: black-forest-labs/FLUX.1-dev, quantize: true }
      network: { type: lora, linear: 16, linear_alpha: 16 }
      datasets:
        - folder_path: /app/ai-toolkit/datasets/dogs
          resolution: [512]
      train:
        steps: 100
        lr: "1e-4"
        dtype: bf16
        noise_scheduler: flowmatch
      save: { dtype: bf16, save_every: 50 }
`;
const facts: Facts = { ...unknownFacts, datasets: {}, account: { hfToken: true } };
const plain = { facts, isNameTaken: false, lockedName: null };
const names = (review: ReturnType<typeof reviewConfig>) => review.findings.map(({ name }) => name);

test('What the server knows is only checked once it has told it.', () => {
  const review = reviewConfig(text, { ...plain, facts: null });
  expect(names(review)).not.toContain('FLUX_HF_TOKEN_REQUIRED');
  expect(names(review)).not.toContain('DATASET_NOT_FOUND');
  expect(names(reviewConfig(text, plain))).toContain('DATASET_NOT_FOUND');
  expect(names(reviewConfig(text, { ...plain, facts: unknownFacts }))).toContain('FLUX_HF_TOKEN_REQUIRED');
});

test('A name that another job has is an error where the name stands.', () => {
  const [first] = reviewConfig(text, { ...plain, isNameTaken: true }).findings;
  expect(first).toMatchObject({ code: 40951, severity: 'error', line: 3, column: 9 });
});

test('A job that is edited keeps its name, and one fix puts it back.', () => {
  const review = reviewConfig(text, { ...plain, isNameTaken: true, lockedName: 'cats' });
  expect(review.findings[0]).toMatchObject({ code: 42277, path: 'config.name' });
  const fixed = fixFindings(text, review.findings.slice(0, 1));
  expect(fixed).toBe(text.replace('name: dogs', 'name: cats'));
  expect(names(reviewConfig(fixed, { ...plain, isNameTaken: true, lockedName: 'cats' }))).not.toContain(
    'CONFIG_NAME_IMMUTABLE',
  );
});

test('Errors and warnings are counted, and rules say why.', () => {
  const review = reviewConfig(text.replace('steps: 100', 'stepps: 100'), plain);
  expect(review.errors + review.warnings).toBe(review.findings.length);
  expect(review.warnings).toBeGreaterThan(0);
  const finding = review.findings.find(({ name }) => name === 'DATASET_NOT_FOUND');
  expect(finding === undefined ? null : whyOf(finding)).toMatch(/\w+/);
  expect(whyOf({ code: 40951, name: 'JOB_NAME_CONFLICT' })).toBeNull();
});
