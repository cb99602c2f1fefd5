import type { Logger } from 'pino';
import type { Clock } from '../clock.ts';
import { inTransaction } from '../db/in-transaction.ts';
import type { Db } from '../db/open.ts';
import type { ArtifactChecks } from '../jobs/artifact-checks.ts';
import { lookAt, noteOf } from '../jobs/choose-checkpoint.ts';
import { recordJobEvent } from '../jobs/job-event.ts';
import type { JobSignals } from '../jobs/job-signals.ts';
import { isStillThere, type ResumePoint, resumePoints } from '../jobs/resume-source.ts';
import type { RunRow } from '../runs/authenticate-run.ts';
import { closeRun } from '../runs/close-run.ts';
import { recordEnding } from '../runs/record-ending.ts';
import type { QueuedRun } from './dispatch-options.ts';

/** Whether the checkpoints from which queued runs go on are whole, found out before a run gets its GPUs. */
export interface CheckpointChecks {
  /** Begins with runs that have come into the queue; once before a pass. */
  refresh(): Promise<void>;
  /** Whether a run may start: it begins anew, or every byte of what it goes on from was read. */
  isRead(run: Pick<QueuedRun, 'id' | 'resume_step'>): boolean;
}

export interface CheckpointCheckOptions {
  readonly db: Db;
  readonly clock: Clock;
  readonly logger: Pick<Logger, 'warn'>;
  readonly artifacts: ArtifactChecks;
  readonly signals: JobSignals;
  /** Told when a run has been dealt with. */
  readonly notify: () => void;
}

type Resumed = Pick<RunRow, 'id' | 'job_id' | 'resume_step' | 'lost_steps' | 'resume_note'>;

/** Read at once: a disk gives no more to several. */
const mostReading = 2;

/**
 * Reads in the background what a request could not wait for. A run whose checkpoint is damaged goes on from the one
 * before, and says so; where there is none, it ends and its job is `STOPPED`.
 */
export function createCheckpointChecks(options: CheckpointCheckOptions): CheckpointChecks {
  const { db, logger } = options;
  const read = new Set<string>();
  const reading = new Set<string>();

  function begin(run: Resumed): void {
    reading.add(run.id);
    settle(options, run)
      .then(
        () => read.add(run.id),
        (error: unknown) =>
          logger.warn(
            { err: error, runId: run.id },
            'a checkpoint cannot be read at present; it is tried again',
          ),
      )
      .finally(() => {
        reading.delete(run.id);
        options.notify();
      });
  }

  return {
    async refresh() {
      const runs = await db.query
        .selectFrom('runs')
        .select(['id', 'job_id', 'resume_step', 'lost_steps', 'resume_note'])
        .where('state', '=', 'queued')
        .where('resume_step', 'is not', null)
        .orderBy('created_at')
        .execute();
      const queued = new Set(runs.map(({ id }) => id));
      for (const id of read) if (!queued.has(id)) read.delete(id);
      for (const run of runs) {
        if (reading.size >= mostReading) break;
        if (!read.has(run.id) && !reading.has(run.id)) begin(run);
      }
    },
    isRead: (run) => run.resume_step === null || read.has(run.id),
  };
}

async function settle(options: CheckpointCheckOptions, run: Resumed): Promise<void> {
  const { db, clock, artifacts } = options;
  const wanted = run.resume_step ?? 0;
  const notes: string[] = [];
  for (const point of await resumePoints(db.query, run.job_id)) {
    if (point.step !== wanted && !(point.isCurrent && point.step < wanted)) continue;
    const { damage, note } = await lookAt({ db, clock, damageOf: artifacts.readThrough }, point);
    if (note !== null) notes.push(note);
    if (damage !== null) continue;
    if (notes.length > 0) await goOnFrom(options, run, point, noteOf(notes, point.step));
    return;
  }
  const what = notes.length === 0 ? 'those there were are gone' : notes.join('; ');
  await giveUp(
    options,
    run,
    `No checkpoint of the job is whole: ${what}. Resume it with "from_step": 0 to begin anew.`,
  );
}

async function goOnFrom(
  options: CheckpointCheckOptions,
  run: Resumed,
  point: ResumePoint,
  note: string | null,
): Promise<void> {
  const lostSteps = (run.lost_steps ?? 0) + (run.resume_step ?? 0) - point.step;
  await inTransaction(options.db, async (transaction) => {
    const { numUpdatedRows } = await transaction
      .updateTable('runs')
      .set({
        resume_step: point.step,
        current_step: point.step,
        lost_steps: lostSteps,
        resume_note: [run.resume_note, note].filter((each) => each !== null).join(' '),
      })
      .where('id', '=', run.id)
      .where('state', '=', 'queued')
      .executeTakeFirst();
    if (numUpdatedRows === 0n) return;
    await transaction
      .updateTable('jobs')
      .set({ current_step: point.step })
      .where('id', '=', run.job_id)
      .where('run_id', '=', run.id)
      .execute();
    // From here on nobody can delete it; until here somebody may have.
    if (!(await isStillThere(transaction, point))) throw new Error('It was deleted meanwhile.');
    await recordJobEvent(transaction, {
      jobId: run.job_id,
      runId: run.id,
      at: options.clock.now(),
      type: 'resume_changed',
      data: { from_step: point.step, lost_steps: lostSteps, note: note ?? '' },
    });
  });
  options.signals.changed(run.job_id);
}

async function giveUp(options: CheckpointCheckOptions, run: Resumed, message: string): Promise<void> {
  const at = options.clock.now();
  await inTransaction(options.db, async (transaction) => {
    const { numUpdatedRows } = await transaction
      .updateTable('runs')
      .set({ waiting_reason: null })
      .where('id', '=', run.id)
      .where('state', '=', 'queued')
      .executeTakeFirst();
    if (numUpdatedRows === 0n) return;
    await recordEnding(transaction, run.id, { outcome: 'lost', reason: 'CHECKPOINT_DAMAGED', message }, at);
    await closeRun(transaction, run.id, at);
  });
  options.signals.changed(run.job_id);
}
