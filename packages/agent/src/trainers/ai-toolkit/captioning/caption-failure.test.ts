import { describe, expect, test } from 'vitest';
import type { TrainerDeath } from '../failure.ts';
import { failureRules } from '../failure-rules.ts';
import { classifyCaptionFailure } from './caption-failure.ts';

const death: TrainerDeath = {
  exitCode: 1,
  signal: null,
  error: null,
  exception: null,
  partSignal: null,
  phase: 'captioning',
  step: 3,
  totalSteps: 8,
  isResumed: false,
  hasFinalCheckpoint: false,
  wasMemoryKill: false,
};

describe('why a captioner ended', () => {
  test.each<[string, Partial<TrainerDeath>, string, RegExp]>([
    [
      'no memory on the GPU',
      { error: 'CUDA out of memory. Tried to allocate 2 GiB.' },
      'CUDA_OUT_OF_MEMORY',
      /^The GPU ran out of memory while captioning, at step 3 of 8\. Choose a smaller model.*2 GiB\.$/,
    ],
    [
      'a captioner that this AI Toolkit does not know',
      { error: 'Unknown process type: Qwen3VLCaptioner', phase: 'loading' },
      'TRAINER_ERROR',
      /^The captioner failed while the model was loaded.* It said: Unknown process type/,
    ],
    [
      'a folder of a model that is not there',
      { error: "Repo id must be in the form 'repo_name' or 'namespace/repo_name': '/models/nope'." },
      'MODEL_NOT_FOUND',
      /^The model was not found, or is none that this captioner can load/,
    ],
    ['an end without a word', { exitCode: 3 }, 'ENDED_EARLY', /exit code 3 while captioning/],
    ['a crash', { exitCode: null, signal: 'SIGSEGV' }, 'TRAINER_CRASHED', /crashed with SIGSEGV/],
    [
      'the kernel',
      { exitCode: null, signal: 'SIGKILL', wasMemoryKill: true },
      'KILLED_BY_KERNEL',
      /the kernel killed the captioner/,
    ],
  ])('is told for %s', (_what, change, reason, message) => {
    const failure = classifyCaptionFailure({ ...death, ...change });
    expect(failure?.reason).toBe(reason);
    expect(failure?.message).toMatch(message);
  });

  test('is no failure of it where something from outside killed it', () => {
    expect(classifyCaptionFailure({ ...death, exitCode: null, signal: 'SIGKILL' })).toBeNull();
  });

  test('never has words that only a training understands', () => {
    const said = [
      'Errno 28 No space left on device',
      'You are trying to access a gated repo',
      'offline mode is enabled',
      'insufficient shared memory',
      'CUDA error: an illegal memory access',
      'Cannot allocate memory',
      'Error while deserializing header',
      'No such file or directory: /x',
      'ModuleNotFoundError: No module named qwen',
      'UnidentifiedImageError',
      'database is locked',
      'Permission denied',
    ];
    for (const error of said) {
      expect(failureRules.some(({ says }) => says.test(error))).toBe(true);
      const { message } = classifyCaptionFailure({ ...death, error }) ?? { message: '' };
      expect(message, error).not.toMatch(/checkpoint|[Rr]esume|batch_size|datasets\[\]|latents/);
      expect(message).toContain(error);
    }
  });
});
