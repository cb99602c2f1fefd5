import type { jobSchema } from '@trainyard/core';
import type { z } from 'zod';
import type { JobRow } from './job-row.ts';
import { speedOf } from './job-speed.ts';
import { progressOf } from './progress.ts';

/** A job as the API answers it. */
export type Job = z.input<typeof jobSchema>;

/** The job of a row. `publicUrl` is the address of this server without a slash at its end. */
export function presentJob(row: JobRow, queuePosition: number | null, publicUrl: string): Job {
  const url = `${publicUrl}/prod/v1/trainers/ai-toolkit/jobs/${row.id}`;
  return {
    id: row.id,
    name: row.name,
    status: row.status,
    gpu_type: row.gpu_type,
    gpu_count: row.gpu_count,
    gpu_id: row.gpu_id,
    progress: progressOf(row.current_step, row.total_steps),
    phase: row.run_state === 'ended' ? null : (row.phase as Job['phase']),
    queue_position: queuePosition,
    waiting_reason: queuePosition === null ? null : row.waiting_reason,
    created_at: isoTime(row.created_at),
    started_at: row.started_at === null ? null : isoTime(row.started_at),
    finished_at: row.finished_at === null ? null : isoTime(row.finished_at),
    error: presentError(row),
    trainer: row.trainer,
    trainer_version: row.trainer_version,
    run_number: row.run_number,
    resumed_from_step: row.resume_step,
    ...speedOf(row),
    resume_lost_steps: row.lost_steps,
    resume_note: row.resume_note,
    status_url: `${url}/status`,
    result_url: `${url}/result`,
    cancel_url: `${url}/cancel`,
  };
}

/** The error of a job as the API answers it, or null. */
export function presentError(
  row: Pick<JobRow, 'error_code' | 'error_message' | 'error_reason'>,
): Job['error'] {
  if (row.error_code === null) return null;
  return { code: row.error_code, message: row.error_message ?? '', reason: row.error_reason };
}

/** Milliseconds since 1970 as ISO 8601 in UTC. */
export function isoTime(ms: number): string {
  return new Date(ms).toISOString();
}
