import type { Report } from '@trainyard/core';
import type { Query } from '../db/in-transaction.ts';
import type { RunRow } from './authenticate-run.ts';

/** Why a run was taken away, for machines. */
export type LossReason = 'RUN_LOST' | 'RUN_KILLED' | 'RUN_STOPPED' | 'START_FAILED' | 'SECRET_UNREADABLE';

/** How a run ended. It is closed, and its job moved, once no process of it is left. */
export interface RunEnding {
  readonly outcome: NonNullable<RunRow['outcome']>;
  /** What happened, for a person; null where it went as wanted. */
  readonly message: string | null;
  /** For machines; null where it went as wanted. */
  readonly reason: string | null;
  readonly exitCode?: number | null;
  readonly signal?: string | null;
  readonly step?: number;
}

const resumable = 'The job can be resumed from its last checkpoint.';
const captionsKept = 'The captions that were written stay; caption the dataset again for the rest.';

/** What ended a run, in words for a job that captions: there are no checkpoints to go on from. */
export function wordsForCaptioning(message: string): string {
  return message.replace(resumable, captionsKept);
}

/** What an agent's last report means for a run that was, or was not, asked to stop. */
export function endingOf(
  report: Extract<Report, { type: 'ended' }>,
  stopReason: RunRow['stop_reason'],
): RunEnding {
  const { exit_code: exitCode, signal, step } = report;
  const end = { exitCode, signal, step };
  if (report.outcome === 'finished') return { ...end, outcome: 'finished', message: null, reason: null };
  if (report.outcome === 'failed') {
    return {
      ...end,
      outcome: 'failed',
      message: report.message ?? 'The trainer failed without saying why.',
      reason: report.reason ?? 'TRAINER_FAILED',
    };
  }
  if (stopReason === 'cancel') return { ...end, outcome: 'canceled', message: null, reason: null };
  const told = report.message ?? defaultLoss(report);
  return {
    ...end,
    outcome: 'lost',
    message: `${told.trimEnd()} ${resumable}`,
    reason: report.outcome === 'killed' ? 'RUN_KILLED' : 'RUN_STOPPED',
  };
}

function defaultLoss({ outcome, signal }: { outcome: string; signal: string | null }): string {
  if (outcome === 'killed') return `The trainer was killed${signal === null ? '' : ` (${signal})`}.`;
  return 'The trainer was stopped, though nobody had cancelled the job.';
}

/** A run that was taken away, seen from the server. */
export function lossOf(reason: LossReason, what: string): RunEnding {
  return { outcome: 'lost', message: `${what} ${resumable}`, reason };
}

/**
 * Writes down how a run ended, if nothing of the kind was written before; from then on its agent is fenced
 * off. Returns false where the run has ended or its end was known.
 */
export async function recordEnding(
  transaction: Query,
  runId: string,
  ending: RunEnding,
  at: number,
): Promise<boolean> {
  const { numUpdatedRows } = await transaction
    .updateTable('runs')
    .set({
      outcome: ending.outcome,
      // PostgreSQL's text holds no NUL.
      message: ending.message?.replaceAll('\0', '') ?? null,
      reason: ending.reason,
      exit_code: ending.exitCode ?? null,
      signal: ending.signal ?? null,
      ended_at: at,
      ...(ending.step !== undefined && { current_step: ending.step }),
    })
    .where('id', '=', runId)
    .where('state', '<>', 'ended')
    .where('outcome', 'is', null)
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}
