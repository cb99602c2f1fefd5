import { existsSync } from 'node:fs';
import type { Assignment, CommandType } from '@trainyard/core';
import { layOutInputs } from '../inputs/lay-out.ts';
import { createLinks } from '../inputs/links.ts';
import { hideSecrets, redactText } from '../reporting/redact.ts';
import { createReporter } from '../reporting/reporter.ts';
import type { Connection } from '../server/connection.ts';
import { isFencedOff } from '../server/failure.ts';
import type { RunApi } from '../server/run-api.ts';
import type { Trainer } from '../trainers/trainer.ts';
import type { FollowedTrainer } from './follow-trainer.ts';
import { type HaltCause, outcomeOf } from './outcome.ts';
import { runFolders } from './run-folders.ts';
import { trainerEnvironment } from './trainer-environment.ts';
import { startTrainer, type TrainerProcess } from './trainer-process.ts';

const folderCheckMs = 2_000;

/** What the supervision of a run needs. */
export interface SuperviseOptions {
  assignment: Assignment;
  runFolder: string;
  /** The same assignment again, with links that have not run out. */
  askAgain(): Promise<Assignment>;
  trainer: Trainer;
  api: RunApi;
  connection: Connection;
  /** The agent's own environment, of which the trainer gets what a table allows. */
  environment: Readonly<Record<string, string | undefined>>;
  giveUpAfterMs: number;
  /** Aborted when the agent itself is to stop. */
  stopSignal: AbortSignal;
  /** For the agent's own log. */
  note(line: string): void;
}

/**
 * Runs one assignment to its end: lays out its files, starts the trainer, watches it and reports. Returns
 * when the server knows the end, or when the run was taken away; then the trainer is killed at once. Throws
 * where the server stayed away or refused the reports.
 */
export async function superviseRun(options: SuperviseOptions): Promise<void> {
  const { assignment, trainer, api, connection, giveUpAfterMs } = options;
  const folders = runFolders(options.runFolder, assignment.job_name);
  const preparing = new AbortController();
  const lost = new AbortController();
  let haltCause: HaltCause | null = null;
  let process: TrainerProcess | null = null;
  let followed: FollowedTrainer | null = null;
  /** Asked for before the trainer listens. */
  const wishes = new Set<'saveNow' | 'sampleNow'>();

  const halt = (cause: HaltCause) => {
    haltCause ??= cause;
    preparing.abort();
    followed?.halt(haltCause);
  };
  const lose = (error: unknown) => {
    if (lost.signal.aborted) return;
    const why = isFencedOff(error) ? 'The run was taken away' : 'The server cannot be reported to';
    options.note(`${why}; the trainer is stopped: ${(error as Error).message}`);
    lost.abort(error);
    preparing.abort();
    reporter.abandon();
    process?.signalGroup('SIGKILL');
  };
  const obey = (command: CommandType) => {
    if (command === 'stop') {
      halt('command');
      return;
    }
    const wish = command === 'save_now' ? 'saveNow' : 'sampleNow';
    if (followed === null) wishes.add(wish);
    else followed.control[wish]();
  };
  const reporter = createReporter({
    send: (reports) => api.report({ fence: assignment.fence, reports: [...reports] }),
    intervalMs: assignment.report_interval_ms,
    giveUpAfterMs,
    onCommand: obey,
    onLost: lose,
  });
  // A data folder that was deleted takes its server along: nobody will ever ask for what this run makes.
  const folderWatch = setInterval(() => {
    if (!existsSync(folders.agentFile)) lose(new Error('the folder of the run was removed.'));
  }, folderCheckMs).unref();
  const stopAgent = () => halt('agent');
  options.stopSignal.addEventListener('abort', stopAgent);
  if (options.stopSignal.aborted) stopAgent();

  const prepareAndStart = async (): Promise<TrainerProcess> => {
    reporter.event({ type: 'phase', phase: 'fetching' }, 'soon');
    const environment = trainerEnvironment(assignment, folders, options.environment);
    const policy = { giveUpAfterMs, signal: preparing.signal };
    const links = createLinks(assignment, options.askAgain);
    await layOutInputs(assignment, folders, trainer, { connection, links }, policy);
    const command = trainer.prepare(assignment, folders, environment);
    preparing.signal.throwIfAborted();
    return startTrainer(command, { runId: assignment.run_id, recordFile: folders.trainerFile });
  };

  const reportUnstarted = async (error: unknown) => {
    const step = assignment.resume_from?.step ?? 0;
    const said = (error as Error).message;
    const { outcome, message } = outcomeOf({
      exitCode: null,
      signal: null,
      said: 'failed',
      saidMessage: redactText(said, hideSecrets(assignment.secrets)),
      step,
      totalSteps: assignment.total_steps,
      halt: haltCause,
      wasForced: false,
      lastLogLines: [],
    });
    await reporter.end({ outcome, step, exit_code: null, signal: null, message });
  };

  const run = async () => {
    try {
      process = await prepareAndStart();
    } catch (error) {
      if (!lost.signal.aborted) await reportUnstarted(error);
      return;
    }
    reporter.event({ type: 'started', pid: process.pid, trainer_version: trainer.version });
    if (lost.signal.aborted) process.signalGroup('SIGKILL');
    // Everything else is loaded while the trainer starts.
    const { followTrainer } = await import('./follow-trainer.ts');
    followed = followTrainer({
      assignment,
      folders,
      trainer,
      process,
      reporter,
      api,
      connection,
      giveUpAfterMs,
      lost: lost.signal,
      onFenced: lose,
    });
    for (const wish of wishes) followed.control[wish]();
    if (haltCause !== null) followed.halt(haltCause);
    await followed.done;
  };

  try {
    await run();
  } catch (error) {
    if (!lost.signal.aborted) throw error;
  } finally {
    options.stopSignal.removeEventListener('abort', stopAgent);
    clearInterval(folderWatch);
    reporter.abandon();
    (process as TrainerProcess | null)?.signalGroup('SIGKILL');
  }
  // That another has the run is an orderly end of this agent; that nobody takes its reports is not.
  if (lost.signal.aborted && !isFencedOff(lost.signal.reason)) throw lost.signal.reason;
}
