import type { Db } from '../db/open.ts';
import type { Executor, Gpu } from '../executors/executor.ts';
import { isCard } from './blocked-gpus.ts';
import { holdersOf, obstacleOf } from './foreign-use.ts';
import type { GpuMonitor, GpuSnapshot } from './gpu-monitor.ts';
import type { GpuProcess } from './gpu-processes.ts';

/** `leased` by a run of ours, `foreign`: held by something else, `gone`: the driver does not list it or does not answer. */
export type GpuState = 'free' | 'leased' | 'foreign' | 'gone';

/** One GPU of this node as it is now; null is what is not known, as of slots of the processor. */
export interface ListedGpu {
  readonly id: string;
  readonly index: number;
  readonly type: string;
  /** What a request calls it: `#1` is the first of its type. */
  readonly gpuId: string;
  readonly name: string | null;
  readonly state: GpuState;
  /** Why it is not handed out, for the operator; null where it is free or leased. */
  readonly reason: string | null;
  /** The run and job that hold it. */
  readonly runId: string | null;
  readonly jobId: string | null;
  readonly accountId: string | null;
  readonly memoryTotalMib: number | null;
  readonly memoryUsedMib: number | null;
  readonly utilisationPercent: number | null;
  readonly temperatureCelsius: number | null;
  /** What computes on it: of the run that has it, or of others. */
  readonly processes: readonly GpuProcess[];
}

const freshMs = 2_000;

/** The GPUs of this node by type and index, with readings of the cards and who holds them. */
export async function listGpus(options: {
  readonly db: Db;
  readonly executor: Pick<Executor, 'gpus' | 'node'>;
  /** Null where there are no cards to be read. */
  readonly monitor: GpuMonitor | null;
  readonly foreignMib: number;
}): Promise<readonly ListedGpu[]> {
  const { db, executor, monitor, foreignMib } = options;
  const [gpus, snapshot, leases] = await Promise.all([
    executor.gpus(),
    monitor?.read(freshMs) ?? null,
    db.query
      .selectFrom('gpu_leases')
      .innerJoin('runs', 'runs.id', 'gpu_leases.run_id')
      .select([
        'gpu_leases.gpu_id',
        'runs.id as runId',
        'runs.job_id as jobId',
        'runs.account_id as accountId',
      ])
      .where('gpu_leases.node', '=', executor.node)
      .execute(),
  ]);
  const lease = new Map(leases.map(({ gpu_id: id, ...holder }) => [id, holder]));
  const counts = new Map<string, number>();
  return gpus
    .toSorted((a, b) => (a.type === b.type ? a.index - b.index : a.type < b.type ? -1 : 1))
    .map((gpu) => {
      const position = (counts.get(gpu.type) ?? 0) + 1;
      counts.set(gpu.type, position);
      const holder = lease.get(gpu.id);
      const reason =
        holder === undefined && snapshot !== null && isCard(gpu)
          ? obstacleOf(gpu, snapshot, foreignMib, 'operator')
          : null;
      return {
        ...gpu,
        gpuId: `#${position}`,
        state: holder !== undefined ? 'leased' : stateOf(gpu, snapshot, reason),
        reason,
        runId: holder?.runId ?? null,
        jobId: holder?.jobId ?? null,
        accountId: holder?.accountId ?? null,
        ...readingsOf(gpu, snapshot),
      };
    });
}

function stateOf(gpu: Gpu, snapshot: GpuSnapshot | null, reason: string | null): GpuState {
  if (reason === null) return 'free';
  return snapshot?.cards.has(gpu.id) === true ? 'foreign' : 'gone';
}

function readingsOf(gpu: Gpu, snapshot: GpuSnapshot | null) {
  const card = snapshot?.cards.get(gpu.id);
  return {
    name: card?.name ?? null,
    memoryTotalMib: card?.memoryMib ?? null,
    memoryUsedMib: card?.usedMib ?? null,
    utilisationPercent: card?.utilisationPercent ?? null,
    temperatureCelsius: card?.temperatureCelsius ?? null,
    processes: snapshot === null ? [] : holdersOf(gpu.id, snapshot),
  };
}
