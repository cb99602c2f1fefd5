import { expect, test } from 'vitest';
import { createPaceTracker, type PacedJob } from './pace.ts';

const startMs = Date.parse('2030-01-01T00:00:00Z');

function jobAt(step: number, more: Partial<PacedJob> = {}): PacedJob {
  const progress = { current_step: step, total_steps: 1000, percent: step / 10 };
  const started_at = new Date(startMs).toISOString();
  return { id: 'a', status: 'RUNNING', progress, started_at, run_number: 1, ...more };
}

test('A first run is judged by its average until there is a pace to go by.', () => {
  const pace = createPaceTracker();
  expect(pace.remainingMs(jobAt(100), startMs + 50_000)).toBe(450_000);
  // 100 steps in 10 seconds since the first look: 800 more take 80.
  expect(pace.remainingMs(jobAt(200), startMs + 60_000)).toBe(80_000);
});

test('A resumed run is judged only by what was seen of it.', () => {
  const pace = createPaceTracker();
  expect(pace.remainingMs(jobAt(500, { run_number: 2 }), startMs + 900_000)).toBeNull();
  expect(pace.remainingMs(jobAt(510, { run_number: 2 }), startMs + 901_000)).toBe(49_000);
});

test('A pause lengthens the estimate.', () => {
  const pace = createPaceTracker();
  pace.remainingMs(jobAt(100), startMs + 10_000);
  expect(pace.remainingMs(jobAt(110), startMs + 11_000)).toBe(89_000);
  expect(pace.remainingMs(jobAt(110), startMs + 20_000)).toBe(890_000);
});

test.each([
  ['one that waits', jobAt(0, { status: 'IN_QUEUE' })],
  ['one that has not begun', jobAt(0)],
  ['one at its last step', jobAt(1000)],
])('Nothing is said of %s.', (_, job) => {
  expect(createPaceTracker().remainingMs(job, startMs + 60_000)).toBeNull();
});
