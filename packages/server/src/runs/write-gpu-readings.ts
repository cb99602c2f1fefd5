import type { Report } from '@trainyard/core';
import { sql } from 'kysely';
import type { Query } from '../db/in-transaction.ts';
import type { RunRow } from './authenticate-run.ts';

type GpuReport = Extract<Report, { type: 'gpu' }>;

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

/** Writes the load of a run's GPUs; of what is older than an hour the first reading of each minute stays. */
export async function writeGpuReadings(
  transaction: Query,
  run: Pick<RunRow, 'id' | 'job_id'>,
  report: GpuReport,
  now: number,
): Promise<void> {
  if (report.gpus.length === 0) return;
  // A clock that is ahead must not hide what comes after it.
  const at = Math.min(Date.parse(report.at), now);
  const readings = new Map(report.gpus.map((gpu) => [gpu.id.replaceAll('\0', ''), gpu]));
  await transaction
    .insertInto('gpu_readings')
    .values(
      [...readings].map(([id, gpu]) => ({
        run_id: run.id,
        at,
        gpu_id: id,
        job_id: run.job_id,
        memory_used_bytes: gpu.memory_used_bytes,
        memory_total_bytes: gpu.memory_total_bytes,
        utilization_percent: gpu.utilization_percent,
      })),
    )
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  await thinOut(transaction, run.id, Math.min(at, now - 2 * hourMs), now - hourMs);
}

/** Looks only at what grew old lately, or has arrived so late that it was old already. */
async function thinOut(transaction: Query, runId: string, from: number, before: number): Promise<void> {
  const start = Math.floor(from / minuteMs) * minuteMs;
  await sql`
    delete from gpu_readings
    where run_id = ${runId} and at >= ${start} and at < ${before} and at not in (
      select min(at) from gpu_readings
      where run_id = ${runId} and at >= ${start} and at < ${before}
      group by at / ${sql.lit(minuteMs)}
    )`.execute(transaction);
}
