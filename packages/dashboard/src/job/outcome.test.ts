import { expect, test } from 'vitest';
import { describeOutcome } from './outcome.ts';

const progress = { current_step: 40, total_steps: 1000, percent: 4 };
const error = (reason: string | null, code = 'TRAINING_ERROR') => ({
  code,
  reason,
  message: 'What it said.',
});

test.each([
  ['FAILED', error('CUDA_OUT_OF_MEMORY'), 'The GPU ran out of memory', 'danger'],
  ['FAILED', error('SOMETHING_NEW'), 'The training failed', 'danger'],
  ['FAILED', error(null), 'The training failed', 'danger'],
  ['STOPPED', error('RUN_LOST', 'RUN_LOST'), 'The run was lost', 'warning'],
  ['STOPPED', error(null, 'RUN_KILLED'), 'The trainer was killed', 'warning'],
  ['STOPPED', null, 'Not at its last step', 'neutral'],
  ['CANCELED', null, 'Canceled', 'neutral'],
] as const)('%s with %o is headed "%s".', (status, said, title, tone) => {
  const outcome = describeOutcome({ status, error: said, progress });
  expect(outcome).toMatchObject({ title, tone });
  if (said !== null) expect(outcome?.message).toBe('What it said.');
});

test.each([
  ['one that runs', { status: 'RUNNING' as const, error: null, progress }],
  ['one that waits', { status: 'IN_QUEUE' as const, error: null, progress }],
  [
    'one at its last step',
    { status: 'STOPPED' as const, error: null, progress: { ...progress, current_step: 1000 } },
  ],
])('Nothing is said of %s.', (_, job) => {
  expect(describeOutcome(job)).toBeNull();
});

test('A job that was canceled while it waited has no step to tell of.', () => {
  const job = { status: 'CANCELED' as const, error: null, progress: { ...progress, current_step: 0 } };
  expect(describeOutcome(job)?.message).toBe('It was canceled before its first step.');
});
