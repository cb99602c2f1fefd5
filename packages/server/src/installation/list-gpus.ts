import type { CallAnswer, installationRoutes } from '@trainyard/core';
import type { Db } from '../db/open.ts';
import type { Executor } from '../executors/executor.ts';
import { selectAliveRuns } from './alive-runs.ts';
import { maySee, referenceTo, type Viewer } from './viewer.ts';

/** The GPUs of an installation, as the API answers them. */
export type GpusAnswer = CallAnswer<typeof installationRoutes.listGpus>;

/** Every GPU by type and index, with what trains on it as far as the viewer may see it. */
export async function listGpus(
  { db, executor }: { readonly db: Db; readonly executor: Pick<Executor, 'gpus' | 'node'> },
  viewer: Viewer,
): Promise<GpusAnswer> {
  const [gpus, runs, leases] = await Promise.all([
    executor.gpus(),
    selectAliveRuns(db.query),
    db.query
      .selectFrom('gpu_leases')
      .select(['gpu_id', 'run_id'])
      .where('node', '=', executor.node)
      .execute(),
  ]);
  const runOf = new Map(leases.map(({ gpu_id, run_id }) => [gpu_id, run_id]));
  const counts = new Map<string, number>();
  return {
    gpus: gpus
      .toSorted((a, b) => (a.type === b.type ? a.index - b.index : a.type < b.type ? -1 : 1))
      .map((gpu) => {
        const place = (counts.get(gpu.type) ?? 0) + 1;
        counts.set(gpu.type, place);
        const runId = runOf.get(gpu.id);
        const run = runs.find(({ run_id }) => run_id === runId);
        return {
          id: gpu.id,
          node: executor.node,
          index: gpu.index,
          gpu_id: `#${place}`,
          name: null,
          gpu_type: gpu.type,
          memory_total_bytes: null,
          memory_used_bytes: null,
          utilization_percent: null,
          temperature_c: null,
          state: runId === undefined ? 'free' : 'leased',
          reason: null,
          job: run !== undefined && maySee(viewer, run) ? referenceTo(run) : null,
        };
      }),
  };
}
