import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  checkpointFile,
  readCheckpointFolderName,
  readCheckpointName,
  readSampleName,
} from './output-names.ts';

test.each([
  ['run_000000250.safetensors', { filename: 'job_000000250.safetensors', step: 250 }],
  ['run.safetensors', { filename: 'job.safetensors', step: null }],
  ['run_000000250_high_noise.safetensors', { filename: 'job_000000250_high_noise.safetensors', step: 250 }],
  ['run_low_noise.safetensors', { filename: 'job_low_noise.safetensors', step: null }],
  ['run_LoRA_000000005.safetensors', { filename: 'job_LoRA_000000005.safetensors', step: 5 }],
  ['sks_000000005.pt', { filename: 'sks_000000005.pt', step: 5 }],
  ['optimizer.pt', null],
  ['config.yaml', null],
  ['loss_log.db', null],
  ['.tmp.safetensors', null],
])('the file %s is read as %j', (file, name) => {
  expect(readCheckpointName(file, 'run', 'job')).toEqual(name);
});

test.each([
  ['run_000000250', { filename: 'job_000000250', step: 250 }],
  ['run', { filename: 'job', step: null }],
  ['run_000000250.safetensors', { filename: 'job_000000250.safetensors', step: 250 }],
  ['run_cn_000000005', { filename: 'job_cn_000000005', step: 5 }],
  ['samples', null],
  ['logs', null],
])('the folder %s is read as %j', (folder, name) => {
  expect(readCheckpointFolderName(folder, 'run', 'job')).toEqual(name);
});

test('a published name leads back to the file', () => {
  fc.assert(
    fc.property(fc.nat(999_999_999), fc.constantFrom('', '_high_noise'), (step, part) => {
      const file = `run_${String(step).padStart(9, '0')}${part}.safetensors`;
      const name = readCheckpointName(file, 'run', 'job');
      expect(checkpointFile(name?.filename ?? '', 'run', 'job')).toBe(file);
      expect(name?.step).toBe(step);
    }),
  );
});

test.each([
  ['1795382331118__000000010_1.jpg', { step: 10, index: 1 }],
  ['1795382331118__000000000_12.mp4', { step: 0, index: 12 }],
  ['1795382331118_000000010_1.jpg', null],
  ['note.txt', null],
])('the sample %s is read as %j', (file, name) => {
  expect(readSampleName(file)).toEqual(name);
});
