import type { LeftArtifact } from '@trainyard/agent';

/** A GPU, or a slot that stands in for one where there is none. */
export interface Gpu {
  /** Unique on its node and stable over restarts: the device's UUID. */
  readonly id: string;
  readonly index: number;
  /** Name of its type in the contract, such as `ADA_80_PLUS`. */
  readonly type: string;
  /** What its maker calls it; absent for a slot. */
  readonly name?: string;
}

/** What the executor needs to start an agent for a run. */
export interface StartRequest {
  readonly runId: string;
  readonly fence: number;
  /** The run's own token. It reaches the agent and nobody else. */
  readonly token: string;
  readonly gpus: readonly { readonly id: string; readonly index: number }[];
  readonly gpuType: string;
  readonly gpuCount: number;
  /** Name of the checkout that is to train; null for the installation's default. */
  readonly checkout: string | null;
}

/** What an executor knows of an agent. `unknown` is not failure: ask again. */
export type AgentState =
  | { readonly state: 'pending' | 'running' | 'unknown' }
  | { readonly state: 'ended'; readonly reason: string };

/**
 * Starts and stops agents somewhere. It shares no file system with them and is not their parent process:
 * all it can count on is the handle that `start` returned, which may be looked at by another server process.
 */
export interface Executor {
  readonly name: string;
  /** True for schedulers (Slurm, Kubernetes) that take every run at once and queue it themselves. */
  readonly queuesItself: boolean;
  /** The node whose GPUs `gpus` lists; leases are kept by node and GPU id. */
  readonly node: string;
  /** GPUs this executor can hand out; for a scheduler, one entry for each type it offers. */
  gpus(): Promise<readonly Gpu[]>;
  /** Starts the agent of a run and returns what is needed to find it again. Idempotent by run id. */
  start(request: StartRequest): Promise<string>;
  /** The state of each handle; asked in batches, because schedulers dislike one call per job. */
  poll(handles: readonly string[]): Promise<ReadonlyMap<string, AgentState>>;
  /**
   * Ends the agent and every process of its run; returns when none is left. Idempotent; by run id as well,
   * since a start may have happened without its handle being recorded.
   */
  kill(runId: string, handle: string | null): Promise<void>;
  /**
   * Whole files that the agent of a run had in hand and did not hand over; asked once none of its processes is
   * left. None where this server cannot reach the agent's disk.
   */
  leftArtifacts(runId: string): Promise<readonly LeftArtifact[]>;
  /** Frees what `start` and the agent took outside the database (folders of the run). Idempotent. */
  discard(runId: string): Promise<void>;
  /** Runs of which something is still there to be discarded, those of other installations included. */
  remaining(): Promise<readonly string[]>;
  close(): Promise<void>;
}
