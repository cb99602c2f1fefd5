import type { JobEvent, JobStatus } from '@trainyard/core';

/** What is kept of a job's history and streamed to those who follow it, by type. */
export interface JobEventData {
  submitted: { name: string; gpu_type: string; gpu_count: number };
  /** One row for each transition of the state machine. */
  status: { from: JobStatus; to: JobStatus; event: JobEvent; reason: string | null };
  phase: { phase: string };
  artifact: { kind: string; filename: string; step: number; size_bytes: number };
  artifact_removed: { kind: string; filename: string };
  /** A resume: where it goes on, and what is trained again. */
  resumed: { from_step: number; lost_steps: number; note: string | null; automatic: boolean };
  /** The checkpoint that a waiting run was to go on from is damaged: it goes on from an earlier one, and why. */
  resume_changed: { from_step: number; lost_steps: number; note: string };
  /** The account wants a checkpoint, or samples, at the next step. */
  save_requested: Record<string, never>;
  sample_requested: Record<string, never>;
  stop_requested: { reason: string };
  deleted: Record<string, never>;
}

/** Something that happened to a job, of any type. */
export type RecordedEvent = {
  readonly [Type in keyof JobEventData]: { readonly type: Type; readonly data: JobEventData[Type] };
}[keyof JobEventData];
