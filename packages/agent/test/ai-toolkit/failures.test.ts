import { fileURLToPath } from 'node:url';
import { afterEach, expect, test } from 'vitest';
import { type Bench, exists } from '../agent-under-test.ts';
import { endOf, published, startTraining, trainingAssignment } from './trainer-bench.ts';

let bench: Bench | null = null;
afterEach(async () => {
  await bench?.close();
  bench = null;
});

interface Case {
  what: string;
  behaviour: Readonly<Record<string, unknown>>;
  outcome: 'failed' | 'killed';
  reason: string | null;
  message: RegExp;
}

test.each<Case>([
  {
    what: 'out of GPU memory while the model loads',
    behaviour: {
      at: 'loading',
      type: 'torch.OutOfMemoryError',
      message: 'CUDA out of memory. Tried to allocate 2.00 GiB.',
    },
    outcome: 'failed',
    reason: 'CUDA_OUT_OF_MEMORY',
    message: /ran out of memory while the model was loaded, at step 0 of 20\..*2\.00 GiB/,
  },
  {
    what: 'out of GPU memory several steps in a row',
    behaviour: {
      at: 12,
      skips: [9, 10, 11],
      message: 'OOM during training step 3 times in a row, aborting training',
    },
    outcome: 'failed',
    reason: 'CUDA_OUT_OF_MEMORY',
    message: /while training, at step 12 of 20/,
  },
  {
    what: 'a gated model',
    behaviour: {
      at: 'loading',
      type: 'OSError',
      message: 'You are trying to access a gated repo.\nMake sure to have access to it.',
    },
    outcome: 'failed',
    reason: 'GATED_MODEL',
    message: /Accept its licence.*HF_TOKEN/,
  },
  {
    what: 'a missing file',
    behaviour: {
      at: 'caching',
      type: 'FileNotFoundError',
      message: "[Errno 2] No such file or directory: '/abs/x.png'",
    },
    outcome: 'failed',
    reason: 'MISSING_FILE',
    message: /The file \/abs\/x\.png is missing/,
  },
  {
    what: 'a full disk',
    behaviour: { at: 7, type: 'OSError', message: '[Errno 28] No space left on device' },
    outcome: 'failed',
    reason: 'DISK_FULL',
    message: /disk was full .*at step 7 of 20/,
  },
  {
    what: 'a config that is refused before the control row is read',
    behaviour: { config: 'diff_output_preservation requires a trigger_word to be set' },
    outcome: 'failed',
    reason: 'BAD_CONFIG',
    message: /trigger_word/,
  },
  {
    what: 'samples that fail after the last save',
    behaviour: {
      at: 'final sampling',
      type: 'AttributeError',
      message: "'NoneType' object has no attribute 'size'",
    },
    outcome: 'failed',
    reason: 'TRAINER_ERROR',
    message: /weights of the last step are complete/,
  },
  {
    what: 'losses that are no numbers, which the trainer calls success',
    behaviour: { nanFrom: 8, stepMs: 150 },
    outcome: 'failed',
    reason: 'NAN_LOSS',
    message: /no longer a number at step 1\d/,
  },
  {
    what: 'losses that are no numbers in the last steps',
    behaviour: { nanFrom: 17 },
    outcome: 'failed',
    reason: 'NAN_LOSS',
    message: /no longer a number/,
  },
  {
    what: 'exit 0 before the last step',
    behaviour: { at: 9, exit: 0 },
    outcome: 'failed',
    reason: 'ENDED_EARLY',
    message: /ended by itself while training, at step 9 of 20/,
  },
  {
    what: 'an exit without a word',
    behaviour: { at: 9, exit: 7 },
    outcome: 'failed',
    reason: 'ENDED_EARLY',
    message: /exit code 7/,
  },
  {
    what: 'a crash of a compiled part',
    behaviour: { at: 9, signal: 'SIGSEGV' },
    outcome: 'failed',
    reason: 'TRAINER_CRASHED',
    message: /crashed with SIGSEGV/,
  },
  {
    what: 'a kill from outside',
    behaviour: { at: 9, signal: 'SIGTERM', hangs: true },
    outcome: 'killed',
    reason: null,
    message: /killed by SIGTERM at step 9 of 20/,
  },
])('$what ends as $reason', async ({ behaviour, outcome, reason, message }) => {
  // NaN needs time to be seen before the run is over.
  bench = await startTraining(trainingAssignment({ behaviour: { stepMs: 15, ...behaviour } }));
  const ended = await endOf(bench);
  expect(ended).toMatchObject({ outcome, reason });
  expect(ended.message).toMatch(message);
});

const impatientAgent = fileURLToPath(new URL('../fixtures/impatient-agent.ts', import.meta.url));

test('a trainer that makes no step for many times the usual is stopped by force, and the run says so', async () => {
  // The step itself takes far longer than all before, and the trainer listens to nothing.
  const behaviour = { at: 9, hangs: true, ignoresInterrupt: true, ignoresTerm: true };
  const assignment = trainingAssignment({ behaviour }, { stop_grace_ms: 300 });
  bench = await startTraining(assignment, {}, impatientAgent);
  const ended = await endOf(bench);
  expect(ended).toMatchObject({ outcome: 'failed', reason: 'STALLED', signal: 'SIGKILL', step: 9 });
  expect(ended.message).toMatch(
    /said nothing for \d+ seconds \(phase: \w+, step 9 of 20\) and was stopped\. Edit the job/,
  );
  expect(exists(bench.trainerPid())).toBe(false);
  expect(published(bench, 'checkpoint').map(({ step }) => step)).toEqual([5]);
});

test('batches left out for want of memory are counted in the log while the run goes on', async () => {
  bench = await startTraining(trainingAssignment({ behaviour: { skips: [4, 9] } }));
  expect(await endOf(bench)).toMatchObject({ outcome: 'finished' });
  expect(bench.logText()).toContain('Trainyard: 1 batch was left out');
  expect(bench.logText()).toContain('Trainyard: 2 batches were left out');
});

test('what a failed run had saved stays published', async () => {
  bench = await startTraining(trainingAssignment({ behaviour: { at: 12, message: 'boom', stepMs: 60 } }));
  await endOf(bench);
  expect(published(bench, 'checkpoint').map(({ step }) => step)).toEqual([5, 10]);
  expect(published(bench, 'optimizer').map(({ step }) => step)).toEqual([5, 10]);
});
