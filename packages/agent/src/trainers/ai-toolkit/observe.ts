import { join } from 'node:path';
import type {
  ObservedRun,
  TrainerControl,
  TrainerEvent,
  TrainerExit,
  TrainerSink,
  TrainerStreams,
} from '../trainer.ts';
import { removeControlFolder } from './control-folder.ts';
import { type ControlRequest, type ControlState, openControlRow } from './control-row.ts';
import { classifyFailure } from './failure.ts';
import { tryAgain } from './failure-rules.ts';
import { createLogReader } from './log-reader.ts';
import { openLossLog } from './loss-log.ts';
import { watchMemoryKills } from './memory-kills.ts';
import { checkpointFile } from './output-names.ts';
import { createOutputWatcher } from './output-watcher.ts';
import { createRunState } from './run-state.ts';
import { samplePrompts } from './sample-prompts.ts';
import { type StallLimits, stallLimitMs } from './stall.ts';

/** What observing a run needs beside its streams. */
export interface ObserveOptions {
  run: ObservedRun;
  /** The name under which the trainer knows the run. */
  runName: string;
  /** Holds the control database, `control.db`; removed at the end. */
  controlFolder: string;
  stallLimits: StallLimits;
}

/** How often the trainer's files are looked at; looking costs little, and reports do not go out more often. */
const pollMs = { least: 50, most: 1_000 };

/**
 * Reads everything that the trainer says: its control row and its record of losses for where it is, its log
 * for phases and faults, and its folder for what it made.
 */
export function observeTrainer(
  streams: TrainerStreams,
  sink: TrainerSink,
  options: ObserveOptions,
): TrainerControl {
  const { runName } = options;
  const { assignment, folders } = options.run;
  const outputFolder = join(folders.output, runName);
  const memoryKills = watchMemoryKills(options.run.pid);
  const control = openControlRow(join(options.controlFolder, 'control.db'), assignment.run_id);
  const lossLog = openLossLog(join(outputFolder, 'loss_log.db'));
  let lastWordAt = performance.now();
  let lastState: ControlState | null = null;
  let lastSeenStep = -1;

  const state = createRunState({
    totalSteps: assignment.total_steps,
    resumeStep: assignment.resume_from?.step ?? null,
    hasLossLog: lossLog.exists,
    onEvent: sink.event,
    onNote: (line) => sink.log('stdout', `${line}\n`),
    onFailure: () => sink.giveUp(),
  });
  const watcher = createOutputWatcher({
    folder: outputFolder,
    copiesFolder: folders.temporary,
    runName,
    jobName: assignment.job_name,
    prompts: samplePrompts(assignment.config),
    resumeStep: assignment.resume_from?.step ?? null,
    resumedFiles: new Set(
      assignment.resume_from?.files.map(
        (file) => checkpointFile(file.filename, runName, assignment.job_name).split('/')[0] ?? '',
      ),
    ),
    onEvent: sink.event,
  });
  // A folder that cannot be read now may be readable at the next look; the last look tells.
  const look = () => void watcher.look().catch(() => undefined);

  const reader = createLogReader(runName, (fact) => {
    state.takeFact(fact);
    if (fact.type === 'files_written') look();
  });
  const listen = (name: 'stdout' | 'stderr') => {
    const stream = streams[name];
    stream.setEncoding('utf8');
    stream.on('data', (chunk: string) => {
      lastWordAt = performance.now();
      reader.push(name, chunk);
      // People know the run under the job's name.
      sink.log(
        name,
        runName === assignment.job_name ? chunk : chunk.replaceAll(runName, assignment.job_name),
      );
    });
  };
  listen('stdout');
  listen('stderr');

  const readFiles = () => {
    try {
      const now = control.read();
      if (now.info !== lastState?.info || now.step !== lastState.step) lastWordAt = performance.now();
      lastState = now;
      state.takeControl(now);
    } catch {
      // A lock that took too long; the next look comes soon.
    }
    state.takeLosses(lossLog.readNew());
  };

  const watchForStall = () => {
    if (state.step !== lastSeenStep) lastWordAt = performance.now();
    lastSeenStep = state.step;
    const silentMs = performance.now() - lastWordAt;
    if (silentMs <= stallLimitMs(state.phase, state.stepsPerSecond, options.stallLimits)) return;
    state.fail({
      reason: 'STALLED',
      message: `The trainer said nothing for ${describeDuration(silentMs)} (phase: ${state.phase}, step ${state.step} of ${assignment.total_steps}) and was stopped. ${tryAgain} to go on from its last checkpoint; if it stalls again, look at the log and at the machine's disk, network and driver.`,
    });
  };

  const interval = Math.min(Math.max(assignment.report_interval_ms, pollMs.least), pollMs.most);
  const timer = setInterval(() => {
    readFiles();
    look();
    memoryKills.look();
    watchForStall();
  }, interval);

  const request = (what: ControlRequest) => {
    try {
      control.request(what);
    } catch (error) {
      sink.log(
        'stdout',
        `Trainyard: the trainer could not be asked to ${what}: ${(error as Error).message}\n`,
      );
    }
  };

  const lastWord = (exit: TrainerExit): Extract<TrainerEvent, { type: 'ended' }> | null => {
    const { step, failure } = state;
    const ending = reader.ending();
    const finals = watcher.finalSteps();
    const hasFinalCheckpoint = finals.length > 0 && finals.every((final) => final >= assignment.total_steps);
    const fail = ({ reason, message }: { reason: string; message: string }) =>
      ({ type: 'ended', how: 'failed', step, message, reason }) as const;
    if (failure !== null) return fail(failure);
    if (exit.exitCode === 0 && hasFinalCheckpoint) {
      const fault = state.faultOfResult();
      return fault === null
        ? { type: 'ended', how: 'finished', step: assignment.total_steps, message: null }
        : fail(fault);
    }
    const wasStopped =
      lastState?.status === 'stopped' ||
      lastState?.status === 'queued' ||
      /^Job (?:stopped|returning to queue)$/.test(ending.error ?? '') ||
      ending.exception?.type === 'KeyboardInterrupt';
    if (wasStopped) return { type: 'ended', how: 'stopped', step, message: null };
    const found = classifyFailure({
      ...exit,
      ...ending,
      phase: state.phase,
      step,
      totalSteps: assignment.total_steps,
      isResumed: assignment.resume_from !== null,
      hasFinalCheckpoint,
      wasMemoryKill: memoryKills.wereThere(),
    });
    return found === null ? null : fail(found);
  };

  return {
    requestStop: () => request('stop'),
    saveNow: () => request('save_now'),
    sampleNow: () => request('sample_now'),
    isSaving: () => state.isSaving,
    async finish(exit) {
      clearInterval(timer);
      readFiles();
      control.close();
      lossLog.close();
      removeControlFolder(options.controlFolder);
      try {
        await watcher.look();
      } finally {
        const word = lastWord(exit);
        if (word !== null) sink.event(word);
      }
    },
  };
}

function describeDuration(ms: number): string {
  const minutes = Math.round(ms / 60_000);
  return minutes < 2 ? `${Math.round(ms / 1_000)} seconds` : `${minutes} minutes`;
}
