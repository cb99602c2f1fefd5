import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { MetricsPoint } from '../../src/jobs/metrics-point.ts';
import { createThinning } from '../../src/jobs/thin-metrics.ts';
import { databases } from '../support/databases.ts';
import { createWorld, submitted } from './world.ts';

const point = (step: number, loss: number | null, run = 1): MetricsPoint => ({
  step,
  loss,
  lr: null,
  steps_per_second: null,
  run_number: run,
});

function thin(points: readonly MetricsPoint[], maxPoints: number): MetricsPoint[] {
  const thinning = createThinning({ first: points[0]?.step ?? 0, last: points.at(-1)?.step ?? 0, maxPoints });
  for (const each of points) thinning.add(each);
  return thinning.end();
}

describe('thinning a curve', () => {
  const curves = fc
    .array(
      fc.tuple(
        fc.integer({ min: 1, max: 50 }),
        fc.option(fc.double({ min: -10, max: 10, noNaN: true })),
        fc.boolean(),
      ),
      { minLength: 1, maxLength: 400 },
    )
    .map((parts) => {
      let step = 0;
      let run = 1;
      return parts.map(([gap, loss, resumed], index) => {
        step += gap;
        if (resumed && index % 40 === 39) run += 1;
        return point(step, loss, run);
      });
    });

  test('keeps the peaks, the dips, the ends and the first point of each run, in order, and adds nothing', () => {
    fc.assert(
      fc.property(curves, fc.integer({ min: 10, max: 100 }), (points, maxPoints) => {
        const kept = thin(points, maxPoints);
        const steps = kept.map(({ step }) => step);
        expect(steps).toEqual([...new Set(steps)].sort((a, b) => a - b));
        for (const each of kept) expect(points).toContain(each);
        expect(kept[0]).toBe(points[0]);
        expect(kept.at(-1)).toBe(points.at(-1));
        const losses = points.flatMap(({ loss }) => loss ?? []);
        if (losses.length > 0) {
          const keptLosses = kept.map(({ loss }) => loss);
          expect(keptLosses).toContain(Math.min(...losses));
          expect(keptLosses).toContain(Math.max(...losses));
        }
        const runs = new Set(points.map((each) => each.run_number));
        for (const run of runs) expect(kept).toContain(points.find((each) => each.run_number === run));
        expect(kept.length).toBeLessThanOrEqual(maxPoints + 3 * runs.size + 1);
      }),
    );
  });

  test('leaves a short curve as it is', () => {
    const points = [1, 2, 3, 4].map((step) => point(step, step % 2));
    expect(thin(points, 10)).toEqual(points);
  });
});

for (const dialect of databases) {
  test(`a long curve is read whole, in part, thinned and by column on ${dialect.name}`, async () => {
    const world = await createWorld(await dialect.open());
    await world.addDataset(world.accountId, 'dogs');
    const job = await submitted(world);
    const run = await world.db.query.selectFrom('runs').select('id').executeTakeFirstOrThrow();
    const count = 25_000;
    for (let from = 1; from <= count; from += 1000) {
      const rows = Array.from({ length: 1000 }, (_, index) => {
        const step = from + index;
        const loss = step === 12_345 ? 99 : step === 20_001 ? -5 : Math.sin(step / 900);
        return { job_id: job.id, step, run_id: run.id, loss, lr: 1e-4, steps_per_second: 2 };
      });
      await world.db.query.insertInto('metrics').values(rows).execute();
    }
    const metrics = (query: Parameters<typeof world.jobs.metrics>[2]) =>
      world.jobs.metrics(world.accountId, job.id, query);
    const thinned = await metrics({ max_points: 500, format: 'columns' });
    expect(thinned.metrics).toEqual([]);
    const { columns } = thinned;
    expect(columns?.step.length).toBeLessThanOrEqual(502);
    expect(columns?.step.length).toBeGreaterThan(300);
    expect([columns?.step[0], columns?.step.at(-1)]).toEqual([1, count]);
    expect(columns?.loss).toContain(99);
    expect(columns?.loss).toContain(-5);
    expect(new Set(columns?.run_number)).toEqual(new Set([1]));
    expect(thinned.next_after_step).toBeNull();

    const part = await metrics({ after_step: 12_000, until_step: 12_999, max_points: 20_000 });
    expect(part.metrics.map(({ step }) => step)).toEqual(Array.from({ length: 999 }, (_, i) => 12_001 + i));
    const whole = await metrics({ limit: 100_000, format: 'columns' });
    expect(whole.columns?.step).toHaveLength(count);
    const page = await metrics({ limit: 3 });
    expect(page).toMatchObject({ columns: null, next_after_step: 3 });
    expect(page.metrics[0]).toMatchObject({ step: 1, run_number: 1 });
    expect((await metrics({ after_step: count, max_points: 10 })).metrics).toEqual([]);
  });
}
