import type { Logger } from 'pino';
import type { Clock } from '../clock.ts';
import type { Db } from '../db/open.ts';
import type { Executor, Gpu } from '../executors/executor.ts';
import type { JobSignals } from '../jobs/job-signals.ts';
import type { RunRow } from '../runs/authenticate-run.ts';
import type { StoreLeftOptions } from '../runs/store-left-artifact.ts';

/** What of a queued run is looked at before it is started. */
export type QueuedRun = Pick<
  RunRow,
  'id' | 'account_id' | 'disk_bytes' | 'checkout' | 'resume_step' | 'created_at'
>;

/** What keeps runs from being started in one pass, whatever their GPUs. */
export interface StartCheck {
  /**
   * Why a run cannot be started at present; null where it can. `startingBytes` is what the runs that are started in
   * the same pass will write to the disk.
   */
  obstacle(run: QueuedRun, startingBytes?: number): string | null;
  /**
   * Asked of a run whose turn it is, before it takes its GPUs: false where something is being found out about it
   * first, which wakes the dispatcher once it is known.
   */
  isReady(run: QueuedRun): boolean;
}

/** What the dispatcher needs. */
export interface DispatchOptions {
  readonly db: Db;
  readonly clock: Clock;
  readonly executor: Executor;
  readonly signals: JobSignals;
  /** Where files of agents that died go. */
  readonly left: StoreLeftOptions;
  readonly logger: Pick<Logger, 'info' | 'warn' | 'error'>;
  /**
   * Name of this server: the same after a restart, and never that of another server that runs at the same
   * time. What it had claimed before a crash is taken up at once; another server's claims must expire first.
   */
  readonly serverId: string;
  /** A run that does not report for so long is looked into. */
  readonly leaseMs: number;
  /** How long a trainer that was asked to stop may take for each step towards being killed. */
  readonly stopGraceMs: number;
  /**
   * What keeps GPUs that no run holds from being handed out, by id: what a person has to be told. Asked only
   * when a run waits. Without it, every GPU that no run holds can be handed out.
   */
  readonly blockedGpus?: (gpus: readonly Gpu[]) => Promise<ReadonlyMap<string, string>>;
  /** Looks around for what keeps runs from starting, whatever their GPUs; asked only when a run waits. */
  readonly startCheck?: () => Promise<StartCheck>;
  /** How often the database and the executor are asked without being woken. */
  readonly intervalMs?: number;
  /** How long a claim holds without its agent being started. */
  readonly claimMs?: number;
}

/** Whose runs these are: agents on a machine can only be looked after there, those of a scheduler anywhere. */
export function executorKey(executor: Pick<Executor, 'name' | 'node' | 'queuesItself'>): string {
  return executor.queuesItself ? executor.name : `${executor.name}@${executor.node}`;
}
