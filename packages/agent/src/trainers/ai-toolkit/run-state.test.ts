import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { classifyFailure, type Failure } from './failure.ts';
import { createLogReader } from './log-reader.ts';
import { createRunState } from './run-state.ts';

function observe(changes: { totalSteps?: number; resumeStep?: number | null } = {}) {
  const events: string[] = [];
  const notes: string[] = [];
  const failures: Failure[] = [];
  const state = createRunState({
    totalSteps: 20,
    resumeStep: null,
    hasLossLog: () => false,
    onEvent: (event) => events.push(event.type === 'phase' ? event.phase : `step ${event.step}`),
    onNote: (line) => notes.push(line),
    onFailure: (failure) => failures.push(failure),
    ...changes,
  });
  return { state, events, notes, failures };
}

function replay(file: string, runName: string, changes: Parameters<typeof observe>[0] = {}) {
  const run = observe(changes);
  const reader = createLogReader(runName, run.state.takeFact);
  const url = new URL(`../../../test/ai-toolkit/fixtures/${file}.log`, import.meta.url);
  reader.push('stdout', readFileSync(url, 'utf8'));
  return { ...run, ending: reader.ending() };
}

test('a recorded run gives its phases and all its steps, in order', () => {
  const { events, notes, state } = replay('normal/fresh-20-steps', 'tiny_v1');
  const phases = events.filter((event) => !event.startsWith('step'));
  expect(phases).toEqual([
    'loading',
    'caching',
    'sampling',
    'training',
    'saving',
    'training',
    'saving',
    'sampling',
    'training',
    'saving',
    'training',
    'sampling',
  ]);
  expect(events.filter((event) => event.startsWith('step'))).toEqual(
    Array.from({ length: 20 }, (_, index) => `step ${index + 1}`),
  );
  expect(notes).toEqual(['Trainyard: 1 file of the dataset could not be read and is left out; 4 are used.']);
  expect(state).toMatchObject({ step: 20, isSaving: false, failure: null });
});

test('a recorded resume is confirmed', () => {
  const { failures, state } = replay('normal/third', 'tiny_v1', { totalSteps: 30, resumeStep: 20 });
  for (let look = 0; look < 3; look += 1) {
    state.takeControl({ status: 'running', info: 'Training', step: 30, speed: '' });
  }
  expect(failures).toEqual([]);
  expect(state.step).toBe(30);
});

test('weights that a recorded resume left out fail the run', () => {
  const { failures, state } = replay('failures/lokr_on_lora', 'rank4', { totalSteps: 8, resumeStep: 4 });
  for (let look = 0; look < 2; look += 1) {
    state.takeControl({ status: 'running', info: 'Training', step: 5, speed: '' });
  }
  expect(failures.map((failure) => failure.reason)).toEqual(['RESUME_MISMATCH']);
});

test('a recorded success with losses that are no numbers has a fault', () => {
  const { state } = replay('failures/lr_inf_like', 'lr_inf_like', { totalSteps: 4 });
  expect(state.failure).toBeNull();
  expect(state.faultOfResult()?.reason).toBe('NAN_LOSS');
});

test.each([
  ['t_stop', 'Job stopped', 'Exception'],
  ['t_queue', 'Job returning to queue', 'Exception'],
  ['t_early', null, 'KeyboardInterrupt'],
])('the recorded end of %s is read', (name, error, type) => {
  const { ending } = replay(`signals/${name}`, name, { totalSteps: 100_000 });
  expect(ending.error).toBe(error);
  expect(ending.exception?.type).toBe(type);
});

test('a recorded checkpoint out of turn is a save that is over once its optimizer state is written', () => {
  const { state, events, ending } = replay('signals/t_savenow', 't_savenow', { totalSteps: 100_000 });
  expect(events.slice(-2)).toEqual(['step 50', 'saving']);
  expect(state).toMatchObject({ step: 50, isSaving: false, failure: null });
  expect(ending).toEqual({ error: null, exception: null, partSignal: null });
});

test('a recorded kill leaves nothing said: what is known is the signal, and that is no failure of the trainer', () => {
  const { state, ending } = replay('signals/t_sigterm', 't_sigterm', { totalSteps: 100_000 });
  // Its last paint has no end, and is not read; the control row tells that step.
  expect(state).toMatchObject({ step: 75, phase: 'training', failure: null });
  expect(ending).toEqual({ error: null, exception: null, partSignal: null });
  const death = { exitCode: null, signal: 'SIGTERM', ...ending, phase: state.phase, step: state.step };
  const rest = { totalSteps: 100_000, isResumed: false, hasFinalCheckpoint: false, wasMemoryKill: false };
  expect(classifyFailure({ ...death, ...rest })).toBeNull();
});

test('a recorded interrupt has no error, and says that the job was stopped', () => {
  const { state, ending } = replay('signals/t_sigint', 't_sigint', { totalSteps: 100_000 });
  expect(state.failure).toBeNull();
  expect([ending.error, ending.exception]).toEqual([null, null]);
});

test('a step never goes back, as when the trainer resets its row after an error', () => {
  const { state, events } = observe();
  state.takeControl({ status: 'running', info: 'Training', step: 12, speed: '2.00 sec/iter' });
  state.takeControl({ status: 'running', info: 'Training', step: 10, speed: '2.00 sec/iter' });
  expect(state).toMatchObject({ step: 12, stepsPerSecond: 0.5, phase: 'training' });
  expect(events).toEqual(['loading', 'training', 'step 12']);
});

test('what is said of an earlier step, in a stream that is read later, does not change where a run is', () => {
  const { state, events } = observe();
  const reader = createLogReader('x', state.takeFact);
  reader.push('stderr', '\rx:  60%|██▌       | 12/20 [00:00<00:00, 19.26it/s, lr: 1.0e-04 loss: 1.1e+00]\r');
  reader.push('stdout', 'Saving at step 10\nSampling at step 10\n');
  expect(state).toMatchObject({ phase: 'training', isSaving: false });
  reader.push('stdout', 'Saving at step 12\n');
  expect(state).toMatchObject({ phase: 'saving', isSaving: true });
  expect(events).toEqual(['loading', 'training', 'step 12', 'saving']);
});

test('a save goes on until the optimizer state is written, and the last one is known by the control row', () => {
  const { state } = observe();
  const told = (info: string) => state.takeControl({ status: 'running', info, step: 12, speed: '' });
  const reader = createLogReader('x', state.takeFact);
  const seen: boolean[] = [];
  const look = () => seen.push(state.isSaving);
  reader.push('stdout', 'Saving at step 10\n');
  look();
  reader.push('stdout', 'Saved checkpoint to /out/x_000000010.safetensors\n');
  look();
  reader.push('stdout', 'Saved optimizer to /out/optimizer.pt\n');
  look();
  told('Training');
  look();
  told('Saving model');
  look();
  told('Training');
  look();
  expect(seen).toEqual([true, true, false, false, true, false]);
});

test('a single loss that is no number does not end a run', () => {
  const { state, failures } = observe();
  state.takeFact({ type: 'loss_is_nan' });
  state.takeLosses([
    { step: 5, loss: 0, lr: 1e-4 },
    { step: 6, loss: 0.5, lr: 1e-4 },
  ]);
  expect(failures).toEqual([]);
  expect(state.faultOfResult()).toBeNull();
});

test('prompts in the printed config are not taken for what the trainer says', () => {
  const { state } = observe();
  const reader = createLogReader('x', state.takeFact);
  reader.push('stdout', '                "prompt": "loss is nan, Error running job: no"\n');
  expect(reader.ending().error).toBeNull();
});

test('a batch that is left out for want of memory shows that the run trains again after its samples', () => {
  const { state, notes } = observe();
  state.takeControl({ status: 'running', info: 'Generating images - 0/2', step: 10, speed: '' });
  expect(state.phase).toBe('sampling');
  state.takeFact({ type: 'batch_skipped' });
  expect(state.phase).toBe('training');
  expect(notes).toHaveLength(1);
});
