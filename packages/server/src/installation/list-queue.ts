import type { CallAnswer, installationRoutes } from '@trainyard/core';
import type { Db } from '../db/open.ts';
import type { Gpu } from '../executors/executor.ts';
import { speedOf } from '../jobs/job-speed.ts';
import { isoTime } from '../jobs/present-job.ts';
import { type AliveRun, selectAliveRuns } from './alive-runs.ts';
import { describeWaiting } from './describe-waiting.ts';
import { presentPauses } from './pause-queue.ts';
import { maySee, referenceTo, type Viewer } from './viewer.ts';

/** Jobs that run and wait, as the API answers them. */
export type QueueAnswer = CallAnswer<typeof installationRoutes.getQueue>;

/** What runs and what waits, in order, as far as the viewer may see it; the rest is counted. */
export async function listQueue(
  { db, gpus }: { readonly db: Db; readonly gpus: () => Promise<readonly Gpu[]> },
  viewer: Viewer,
): Promise<QueueAnswer> {
  const [runs, all, leases, { pauses }] = await Promise.all([
    selectAliveRuns(db.query),
    gpus(),
    db.query.selectFrom('gpu_leases').select(['gpu_id', 'run_id']).orderBy('gpu_index').execute(),
    presentPauses(db.query),
  ]);
  const gpuIds = new Map<string, string[]>();
  for (const { gpu_id, run_id } of leases) gpuIds.set(run_id, [...(gpuIds.get(run_id) ?? []), gpu_id]);
  const running = runs.filter((run) => run.run_state !== 'queued');
  const positions = new Map<string, number>();
  const waiting = runs
    .filter((run) => run.run_state === 'queued')
    .map((run) => {
      const position = (positions.get(run.gpu_type) ?? 0) + 1;
      positions.set(run.gpu_type, position);
      return { run, position };
    });
  const seenRunning = running.filter((run) => maySee(viewer, run));
  const seenWaiting = waiting.filter(({ run }) => maySee(viewer, run));
  return {
    running: seenRunning.map((run) => presentRunning(run, gpuIds.get(run.run_id) ?? [])),
    waiting: seenWaiting.map(({ run, position }) => ({
      ...referenceTo(run),
      gpu_type: run.gpu_type,
      gpu_count: run.gpu_count,
      queue_position: position,
      waiting_since: isoTime(run.created_at),
      waiting_reason:
        run.waiting_reason ??
        describeWaiting(
          {
            gpuType: run.gpu_type,
            gpuCount: run.gpu_count,
            position,
            gpus: all.filter(({ type }) => type === run.gpu_type),
            holders: running.filter((other) => other.gpu_type === run.gpu_type),
          },
          viewer,
        ),
    })),
    pauses,
    others: {
      running: running.length - seenRunning.length,
      waiting: waiting.length - seenWaiting.length,
    },
  };
}

function presentRunning(run: AliveRun, gpuIds: string[]): QueueAnswer['running'][number] {
  return {
    ...referenceTo(run),
    gpu_type: run.gpu_type,
    gpu_count: run.gpu_count,
    gpu_ids: gpuIds,
    current_step: run.current_step,
    total_steps: run.total_steps,
    ...speedOf(run),
    started_at: run.started_at === null ? null : isoTime(run.started_at),
  };
}
