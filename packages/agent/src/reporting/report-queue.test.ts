import { describe, expect, test } from 'vitest';
import { createReportQueue, defaultQueueLimits, type MetricsPoint } from './report-queue.ts';

const at = '2026-01-01T00:00:00.000Z';
const point = (step: number): MetricsPoint => ({ step, loss: step / 2, lr: 1e-4, steps_per_second: 3 });
const phase = (name: 'training' | 'sampling') => ({ type: 'phase', at, phase: name }) as const;
const ended = {
  type: 'ended',
  at,
  outcome: 'finished',
  step: 3,
  exit_code: 0,
  signal: null,
  message: null,
} as const;

/** All batches until the queue is empty, each acknowledged at once. */
function drain(queue: ReturnType<typeof createReportQueue>) {
  const batches = [];
  while (!queue.isEmpty()) {
    const batch = [...queue.batch(at)];
    batches.push(batch);
    queue.acknowledge(batch.at(-1)?.seq ?? 0);
  }
  return batches;
}

describe('the report queue', () => {
  test('numbers reports from 1 and joins the points between two events', () => {
    const queue = createReportQueue();
    queue.event(phase('training'));
    queue.progress(at, 1, point(1));
    queue.progress(at, 2, point(2));
    queue.event(phase('sampling'));
    queue.progress(at, 3, point(3));
    queue.logLine('hello');
    expect(queue.batch(at)).toEqual([
      { type: 'phase', seq: 1, at, phase: 'training' },
      { type: 'progress', seq: 2, at, step: 2, metrics: [point(1), point(2)] },
      { type: 'phase', seq: 3, at, phase: 'sampling' },
      { type: 'progress', seq: 4, at, step: 3, metrics: [point(3)] },
      { type: 'log', seq: 5, at, text: 'hello\n' },
    ]);
  });

  test('gives the same batch until it is acknowledged, and only the rest of one that was taken in part', () => {
    const queue = createReportQueue();
    queue.event(phase('training'));
    queue.event(phase('sampling'));
    const first = queue.batch(at);
    queue.event(phase('training'));
    expect(queue.batch(at)).toEqual(first);
    queue.acknowledge(1);
    expect(queue.batch(at).map((report) => report.seq)).toEqual([2]);
    queue.acknowledge(2);
    expect(queue.batch(at).map((report) => report.seq)).toEqual([3]);
  });

  test('the end comes after every line of the log', () => {
    const queue = createReportQueue({ ...defaultQueueLimits, logBytesPerBatch: 10 });
    for (let count = 0; count < 5; count += 1) queue.logLine('12345678');
    queue.finish();
    queue.event(ended);
    const reports = drain(queue).flat();
    expect(reports.at(-1)).toMatchObject({ type: 'ended', seq: 6 });
    expect(reports.filter((report) => report.type === 'log')).toHaveLength(5);
  });

  test('sends many points in several batches and loses none', () => {
    const queue = createReportQueue({ ...defaultQueueLimits, pointsPerBatch: 7 });
    for (let step = 1; step <= 50; step += 1) queue.progress(at, step, point(step));
    const reports = drain(queue).flat();
    const steps = reports
      .flatMap((report) => (report.type === 'progress' ? report.metrics : []))
      .map((p) => p.step);
    expect(steps).toEqual(Array.from({ length: 50 }, (_, index) => index + 1));
    expect(reports.every((report) => report.type === 'progress' && report.metrics.length <= 7)).toBe(true);
  });

  test('keeps 100,000 points, and beyond that a thinner curve with its last point', () => {
    const queue = createReportQueue();
    for (let step = 1; step <= 100_000; step += 1) queue.progress(at, step, point(step));
    queue.progress(at, 100_001, point(100_001));
    const points = drain(queue)
      .flat()
      .flatMap((report) => (report.type === 'progress' ? report.metrics : []));
    expect(points).toHaveLength(50_001);
    expect(points.at(-1)?.step).toBe(100_001);
    expect(points[0]?.step).toBe(1);
  });

  test('a trainer that changes its phase without end does not fill the memory', () => {
    const queue = createReportQueue({ ...defaultQueueLimits, events: 100 });
    for (let step = 1; step <= 1000; step += 1) {
      queue.event(phase('sampling'));
      queue.event(phase('training'));
      queue.progress(at, step, point(step));
    }
    const reports = drain(queue).flat();
    expect(reports.length).toBeLessThan(110);
    const steps = reports
      .flatMap((report) => (report.type === 'progress' ? report.metrics : []))
      .map((p) => p.step);
    expect(steps).toHaveLength(1000);
    expect(reports.findLast((report) => report.type === 'phase')).toMatchObject({ phase: 'training' });
  });
});
