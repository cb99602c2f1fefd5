/* Who holds GPUs, and who offers them; `tables.ts` says how columns are written. */

/** One row per GPU in use: two runs can never hold the same one. */
export interface GpuLeasesTable {
  node: string;
  gpu_id: string;
  gpu_index: number;
  run_id: string;
}

/** The types of GPU that a node offered when it was last heard of. */
export interface GpuOffersTable {
  node: string;
  gpu_type: string;
  /** Null where a scheduler has the cards. */
  cards: number | null;
  seen_at: number;
}
