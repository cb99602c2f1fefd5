/* Who holds GPUs, and who offers them; `tables.ts` says how columns are written. */

/** One row per GPU in use: two runs can never hold the same one. */
export interface GpuLeasesTable {
  node: string;
  gpu_id: string;
  gpu_index: number;
  run_id: string;
}

/** What an administrator has paused. Runs that are under way go on. */
export interface QueuePausesTable {
  /** Empty for the whole installation. */
  node: string;
  /** Empty for every GPU of the node. */
  gpu_id: string;
  /** What people call the GPU: its type and place, such as `ADA_80_PLUS #1`; null without one. */
  gpu_label: string | null;
  /** The name of the account. */
  paused_by: string;
  reason: string | null;
  paused_at: number;
}

/** The types of GPU that a node offered when it was last heard of. */
export interface GpuOffersTable {
  node: string;
  gpu_type: string;
  /** Null where a scheduler has the cards. */
  cards: number | null;
  seen_at: number;
}
