import { expect, test } from 'vitest';
import { actionsFor, describeJobState, type JobStanding } from './job-state.ts';

function standing(status: JobStanding['status'], more: Partial<JobStanding> = {}): JobStanding {
  return {
    status,
    phase: null,
    error: null,
    progress: { current_step: 40, total_steps: 100, percent: 40 },
    ...more,
  };
}

const whole = { current_step: 100, total_steps: 100, percent: 100 };
const lost = { code: 'RUN_LOST', message: 'The agent is gone.', reason: null };

test.each([
  [standing('IN_QUEUE'), 'Queued'],
  [standing('IN_QUEUE', { phase: 'loading' }), 'Loading model'],
  [standing('RUNNING', { phase: 'training' }), 'Training'],
  [standing('RUNNING'), 'Running'],
  [standing('STOPPED', { progress: whole }), 'Finished'],
  [standing('STOPPED', { progress: whole, error: lost }), 'Stopped'],
  [standing('STOPPED'), 'Stopped'],
  [standing('FAILED'), 'Failed'],
  [standing('CANCELED'), 'Canceled'],
])('%o is called %s.', (job, label) => {
  expect(describeJobState(job).label).toBe(label);
});

test.each([
  [standing('RUNNING'), ['cancel']],
  [standing('IN_QUEUE'), ['cancel']],
  [standing('STOPPED'), ['resume', 'edit', 'remove']],
  [standing('STOPPED', { progress: whole }), ['edit', 'remove']],
  [standing('CANCELED'), ['resume', 'edit', 'remove']],
  [standing('FAILED'), ['edit', 'remove']],
])('%o offers %j.', (job, expected) => {
  const offered = Object.entries(actionsFor(job)).flatMap(([name, allowed]) => (allowed ? [name] : []));
  expect(offered).toEqual(expected);
});
