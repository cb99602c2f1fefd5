import type { Report } from '@trainyard/core';
import { sql, type Updateable } from 'kysely';
import type { Query } from '../db/in-transaction.ts';
import type { RunsTable } from '../db/tables.ts';
import { recordJobEvent } from '../jobs/job-event.ts';
import { smoothSpeed } from '../jobs/job-speed.ts';
import { transitionJob } from '../jobs/transition.ts';
import { appendLog } from './append-log.ts';
import { removeArtifact } from './artifact-rows.ts';
import type { RunRow } from './authenticate-run.ts';
import { endingOf, recordEnding } from './record-ending.ts';
import { writeGpuReadings } from './write-gpu-readings.ts';
import { writeMetrics } from './write-metrics.ts';

/**
 * Applies reports that follow on the last one applied, in the transaction that renewed the run's lease.
 * Nothing after an `ended` report is looked at.
 */
export async function applyReports(
  transaction: Query,
  run: RunRow,
  reports: readonly Report[],
  now: number,
): Promise<{ acknowledged: number; hasEnded: boolean }> {
  if (reports.length === 0) return { acknowledged: run.acknowledged_seq, hasEnded: false };
  const change: Updateable<RunsTable> = {};
  let logText = '';
  let isStarted = run.state === 'running';
  let hasEnded = false;
  let acknowledged = run.acknowledged_seq;
  for (const report of reports) {
    acknowledged = report.seq;
    switch (report.type) {
      case 'started':
        if (!isStarted) await start(transaction, run, now);
        isStarted = true;
        change.state = 'running';
        change.started_at = run.started_at ?? now;
        change.trainer_version = report.trainer_version;
        break;
      case 'phase':
        change.phase = report.phase;
        await recordJobEvent(transaction, {
          jobId: run.job_id,
          runId: run.id,
          at: now,
          type: 'phase',
          data: { phase: report.phase },
        });
        break;
      case 'progress':
        change.current_step = Math.max(0, report.step);
        change.steps_per_second = smoothSpeed(
          change.steps_per_second ?? run.steps_per_second,
          report.metrics.map((point) => point.steps_per_second),
        );
        await writeMetrics(transaction, run, report.metrics);
        break;
      case 'gpu':
        await writeGpuReadings(transaction, run, report, now);
        break;
      case 'log':
        logText += report.text;
        break;
      case 'artifact_removed':
        await removeArtifact(transaction, run, report, now);
        break;
      case 'ended':
        hasEnded = true;
        break;
    }
    if (hasEnded) break;
  }
  await appendLog(transaction, run, logText);
  await transaction
    .updateTable('runs')
    .set({ ...change, acknowledged_seq: acknowledged })
    .where('id', '=', run.id)
    .execute();
  const ended = hasEnded ? reports.find((report) => report.type === 'ended') : undefined;
  const step = ended?.step ?? change.current_step;
  if (step !== undefined) await showStep(transaction, run, step, now);
  if (ended !== undefined) await recordEnding(transaction, run.id, endingOf(ended, run.stop_reason), now);
  return { acknowledged, hasEnded };
}

/** The trainer of the run was started: its job runs, and what a former run measured beyond this start goes. */
async function start(transaction: Query, run: RunRow, now: number): Promise<void> {
  const job = await transaction
    .selectFrom('jobs')
    .select(['status', 'started_at'])
    .where('id', '=', run.job_id)
    .executeTakeFirstOrThrow();
  await transitionJob(transaction, {
    jobId: run.job_id,
    runId: run.id,
    from: job.status,
    event: 'run-started',
    at: now,
    set: { started_at: job.started_at ?? now },
  });
  if (run.number > 1) {
    await transaction
      .deleteFrom('metrics')
      .where('job_id', '=', run.job_id)
      .where('step', '>', run.resume_step ?? 0)
      .execute();
  }
}

/** Shows a step on the job; never beyond the last, whatever a trainer counts. */
async function showStep(transaction: Query, run: RunRow, step: number, now: number): Promise<void> {
  await transaction
    .updateTable('jobs')
    .set({
      current_step: sql<number>`case when total_steps < ${step} then total_steps else ${step} end`,
      updated_at: now,
    })
    .where('id', '=', run.job_id)
    .where('run_id', '=', run.id)
    .execute();
}
