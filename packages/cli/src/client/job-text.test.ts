import { expect, test } from 'vitest';
import type { Job } from './find.ts';
import { describeJob, describeProgress, describeResume, exitCodeOf } from './job-text.ts';

const job: Job = {
  id: '00000000-0000-4000-8000-000000000000',
  name: 'dogs',
  status: 'RUNNING',
  gpu_type: 'ADA_80_PLUS',
  gpu_count: 1,
  gpu_id: null,
  progress: { current_step: 120, total_steps: 250, percent: 48 },
  phase: 'training',
  queue_position: null,
  waiting_reason: null,
  created_at: '2026-01-01T00:00:00.000Z',
  started_at: '2026-01-01T00:00:00.000Z',
  finished_at: null,
  error: null,
  trainer: 'builtin',
  trainer_version: null,
  run_number: 1,
  resumed_from_step: null,
  speed: null,
  eta_seconds: null,
  resume_lost_steps: null,
  resume_note: null,
  status_url: 'http://h/s',
  result_url: 'http://h/r',
  cancel_url: 'http://h/c',
};
const done = { current_step: 250, total_steps: 250, percent: 100 };
const lost = { code: 'RUN_LOST', message: 'The agent is gone.', reason: null };

test.for([
  [{ status: 'IN_QUEUE', queue_position: 3 }, 1, 'The job "dogs" is in the queue, at place 3.'],
  [
    { status: 'IN_QUEUE', queue_position: 1, waiting_reason: 'The GPU is gone.' },
    1,
    'The job "dogs" is in the queue, at place 1. The GPU is gone.',
  ],
  [{}, 1, 'The job "dogs" is running: step 120 of 250.'],
  [
    { status: 'STOPPED', progress: done, finished_at: '2026-01-01T00:01:05.000Z' },
    0,
    'The job "dogs" ran to its last step, 250, after 1 min 05 s.',
  ],
  [
    { status: 'STOPPED', error: lost },
    1,
    'The job "dogs" was stopped at step 120 of 250: RUN_LOST: The agent is gone. "trainyard job resume dogs" goes on from its last checkpoint.',
  ],
  [
    { status: 'CANCELED' },
    1,
    'The job "dogs" was cancelled at step 120 of 250. "trainyard job resume dogs" goes on from its last checkpoint.',
  ],
  [
    { status: 'FAILED', error: { code: 'TRAINING_ERROR', message: 'No memory', reason: null } },
    1,
    'The job "dogs" failed at step 120 of 250: TRAINING_ERROR: No memory. "trainyard job logs dogs" says more; after "trainyard job edit" it can be resumed.',
  ],
] as const satisfies readonly (readonly [Partial<Job>, number, string])[])(
  'a job that is %j gives exit code %d and says so',
  ([change, exitCode, text]) => {
    const changed: Job = { ...job, ...change };
    expect(describeJob(changed)).toBe(text);
    expect(exitCodeOf(changed)).toBe(exitCode);
  },
);

test('progress names what is known', () => {
  expect(describeProgress(job, { step: 120, loss: 0.012345, steps_per_second: 3.21 })).toBe(
    'step 120 of 250, loss 0.0123, 3.2 steps/s',
  );
  expect(describeProgress({ ...job, phase: 'saving' }, { step: 1, loss: null, steps_per_second: null })).toBe(
    'step 120 of 250, saving',
  );
});

test.each([
  [null, null, null, ''],
  [60, 5, null, ' It goes on from the checkpoint of step 60; 5 steps are trained again.'],
  [60, 0, null, ' It goes on from the checkpoint of step 60.'],
  [null, 1, null, ' It begins anew at step 0; 1 step is trained again.'],
  [20, 0, 'It is so.', ' It goes on from the checkpoint of step 20. It is so.'],
])('a resume from %s that loses %s steps is told', (from, lost, note, text) => {
  const resumed = { ...job, resumed_from_step: from, resume_lost_steps: lost, resume_note: note };
  expect(describeResume(resumed)).toBe(text);
});
