import type { captioningSchema } from '@trainyard/core';
import type { z } from 'zod';
import type { Query } from '../db/in-transaction.ts';
import { speedOf } from '../jobs/job-speed.ts';
import { isoTime, presentError } from '../jobs/present-job.ts';
import { queuePositions } from '../jobs/queue-position.ts';
import type { CaptioningRow } from './captioning-row.ts';
import { readSettings } from './captioning-settings.ts';

/** A captioning as the API answers it. */
export type Captioning = z.input<typeof captioningSchema>;

const failuresShown = 50;

/** Captionings as the API answers them, in the order given. */
export async function presentCaptionings(
  query: Query,
  rows: readonly CaptioningRow[],
): Promise<Captioning[]> {
  const positions = await queuePositions(query, rows);
  return Promise.all(rows.map((row) => present(query, row, positions.get(row.run_id) ?? null)));
}

/** One captioning as the API answers it. */
export async function presentCaptioning(query: Query, row: CaptioningRow): Promise<Captioning> {
  const positions = await queuePositions(query, [row]);
  return present(query, row, positions.get(row.run_id) ?? null);
}

async function present(query: Query, row: CaptioningRow, position: number | null): Promise<Captioning> {
  const settings = readSettings(row);
  const results = await query
    .selectFrom('caption_results')
    .select(({ fn }) => ['result', fn.countAll<number | string>().as('count')])
    .where('job_id', '=', row.id)
    .groupBy('result')
    .execute();
  const countOf = (wanted: string) => Number(results.find(({ result }) => result === wanted)?.count ?? 0);
  const failures =
    countOf('failed') === 0
      ? []
      : await query
          .selectFrom('caption_results')
          .select(['filename', 'message'])
          .where('job_id', '=', row.id)
          .where('result', '=', 'failed')
          .orderBy('filename')
          .limit(failuresShown)
          .execute();
  const [saved, kept, failed] = [countOf('saved'), countOf('kept'), countOf('failed')];
  return {
    id: row.id,
    dataset_id: row.dataset_id,
    dataset_name: row.dataset_name,
    status: row.status,
    outcome: row.status === 'IN_QUEUE' || row.status === 'RUNNING' ? null : row.run_outcome,
    captioner: row.captioner as Captioning['captioner'],
    model: settings.model,
    prompt: settings.prompt,
    max_new_tokens: settings.maxNewTokens,
    max_res: settings.maxRes,
    recaption: settings.recaption,
    quantize: settings.quantize,
    gpu_type: row.gpu_type,
    files: {
      total: row.total_steps,
      // What was handed over counts even where the report of the step was lost.
      done: Math.min(row.total_steps, Math.max(row.current_step, saved + kept + failed)),
      saved,
      kept,
      failed,
      left_out: row.left_out,
    },
    failures: failures.map(({ filename, message }) => ({ filename, message: message ?? '' })),
    phase: row.run_state === 'ended' ? null : (row.phase as Captioning['phase']),
    eta_seconds: speedOf(row).eta_seconds,
    queue_position: position,
    waiting_reason: position === null ? null : row.waiting_reason,
    created_at: isoTime(row.created_at),
    started_at: row.started_at === null ? null : isoTime(row.started_at),
    finished_at: row.finished_at === null ? null : isoTime(row.finished_at),
    error: presentError(row),
  };
}
