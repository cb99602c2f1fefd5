import type { Report } from '@trainyard/core';
import type { Query } from '../db/in-transaction.ts';
import type { RunRow } from './authenticate-run.ts';

type MetricsPoint = Extract<Report, { type: 'progress' }>['metrics'][number];

/** Rows of one statement: SQLite takes 32,766 parameters, PostgreSQL 65,535. */
const batchRows = 1000;

/** Writes points of the training curve; a step that is there already is replaced. */
export async function writeMetrics(
  transaction: Query,
  run: Pick<RunRow, 'id' | 'job_id'>,
  points: readonly MetricsPoint[],
): Promise<void> {
  // One statement must not touch a row twice; of two points of a step the later one counts.
  const byStep = new Map(points.map((point) => [point.step, point]));
  const rows = [...byStep.values()].map((point) => ({
    job_id: run.job_id,
    step: point.step,
    run_id: run.id,
    loss: point.loss,
    lr: point.lr,
    steps_per_second: point.steps_per_second,
  }));
  for (let start = 0; start < rows.length; start += batchRows) {
    await transaction
      .insertInto('metrics')
      .values(rows.slice(start, start + batchRows))
      .onConflict((conflict) =>
        conflict.columns(['job_id', 'step']).doUpdateSet((eb) => ({
          run_id: eb.ref('excluded.run_id'),
          loss: eb.ref('excluded.loss'),
          lr: eb.ref('excluded.lr'),
          steps_per_second: eb.ref('excluded.steps_per_second'),
        })),
      )
      .execute();
  }
}
