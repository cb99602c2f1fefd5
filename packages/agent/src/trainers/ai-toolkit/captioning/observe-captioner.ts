import { join } from 'node:path';
import type { RunPhase } from '@trainyard/core';
import type {
  ObservedRun,
  TrainerControl,
  TrainerEvent,
  TrainerExit,
  TrainerSink,
  TrainerStreams,
} from '../../trainer.ts';
import { removeControlFolder } from '../control-folder.ts';
import { type ControlState, openControlRow } from '../control-row.ts';
import { createLogReader } from '../log-reader.ts';
import { watchMemoryKills } from '../memory-kills.ts';
import type { StallLimits } from '../stall.ts';
import { classifyCaptionFailure } from './caption-failure.ts';
import { createCaptionFaults } from './caption-faults.ts';
import { createCaptionWatcher } from './caption-watcher.ts';

/** What observing a captioner needs beside its streams. */
export interface ObserveCaptionerOptions {
  run: ObservedRun;
  /** Holds the control database, `control.db`; removed at the end. */
  controlFolder: string;
  stallLimits: StallLimits;
}

/** How often the captioner's files are looked at. */
const pollMs = { least: 50, most: 1_000 };

/** Reads what a captioner says: its control row for how far it is, its folder for captions, its log for faults. */
export function observeCaptioner(
  streams: TrainerStreams,
  sink: TrainerSink,
  options: ObserveCaptionerOptions,
): TrainerControl {
  const { assignment, folders, pid } = options.run;
  const dataset = assignment.datasets[0];
  const folder = join(folders.datasets, dataset?.name ?? '');
  const filenames = dataset?.files.map(({ filename }) => filename) ?? [];
  const memoryKills = watchMemoryKills(pid);
  const control = openControlRow(join(options.controlFolder, 'control.db'), assignment.run_id);
  const faults = createCaptionFaults(folder, filenames);
  const watcher = createCaptionWatcher({ folder, filenames, faultOf: faults.of, onEvent: sink.event });
  // What went wrong with single files comes with tracebacks, of which the captioner does not end.
  const reader = createLogReader(assignment.job_name, () => undefined);
  let phase: RunPhase = 'loading';
  let step = 0;
  /** When the last file was done, or the first begun. */
  let steppedAt: number | null = null;
  let state: ControlState | null = null;
  let lastWordAt = performance.now();
  let hasStalled = false;

  sink.event({ type: 'phase', phase });
  for (const name of ['stdout', 'stderr'] as const) {
    streams[name].setEncoding('utf8');
    streams[name].on('data', (chunk: string) => {
      lastWordAt = performance.now();
      reader.push(name, chunk);
      if (name === 'stdout') faults.push(chunk);
      sink.log(name, chunk);
    });
  }

  const readRow = () => {
    try {
      const now = control.read();
      if (now.info !== state?.info || now.step !== state.step) lastWordAt = performance.now();
      state = now;
    } catch {
      // A lock that took too long; the next look comes soon.
      return;
    }
    if (phase === 'loading' && /^Captioning \d+ files/.test(state.info)) {
      phase = 'captioning';
      steppedAt = performance.now();
      sink.event({ type: 'phase', phase });
    }
    if (state.step > step && state.step <= assignment.total_steps) {
      const now = performance.now();
      const perSecond = steppedAt === null ? null : ((state.step - step) * 1000) / (now - steppedAt);
      steppedAt = now;
      step = state.step;
      const metrics = { step, loss: null, lr: null, steps_per_second: perSecond };
      sink.event({ type: 'progress', step, metrics });
    }
  };
  const watchForStall = () => {
    if (hasStalled || performance.now() - lastWordAt <= options.stallLimits.otherPhaseMs) return;
    hasStalled = true;
    sink.giveUp();
  };
  const timer = setInterval(
    () => {
      readRow();
      // A folder that cannot be read now may be readable at the next look; the last look tells.
      void watcher.look().catch(() => undefined);
      memoryKills.look();
      watchForStall();
    },
    Math.min(Math.max(assignment.report_interval_ms, pollMs.least), pollMs.most),
  );

  const lastWord = (exit: TrainerExit): Extract<TrainerEvent, { type: 'ended' }> | null => {
    const fail = (reason: string, message: string) =>
      ({ type: 'ended', how: 'failed', step, message, reason }) as const;
    if (hasStalled) {
      return fail(
        'STALLED',
        `The captioner said nothing for a long time (phase: ${phase}, file ${step} of ${assignment.total_steps}) and was stopped. Caption the dataset again; if it stalls again, look at the log.`,
      );
    }
    if (exit.exitCode === 0 && state?.status === 'completed') {
      if (watcher.found > 0 || filenames.length === 0) {
        return { type: 'ended', how: 'finished', step: assignment.total_steps, message: null };
      }
      return fail('NOTHING_CAPTIONED', nothingCaptioned(filenames, faults.of));
    }
    const ending = reader.ending();
    const wasStopped =
      state?.status === 'stopped' ||
      state?.status === 'queued' ||
      /^Job (?:stopped|returning to queue)$/.test(ending.error ?? '') ||
      ending.exception?.type === 'KeyboardInterrupt';
    if (wasStopped) return { type: 'ended', how: 'stopped', step, message: null };
    const found = classifyCaptionFailure({
      ...exit,
      // A traceback without a last word was about one file.
      error: ending.error,
      exception: ending.error === null && exit.exitCode === 0 ? null : ending.exception,
      partSignal: ending.partSignal,
      phase,
      step,
      totalSteps: assignment.total_steps,
      isResumed: false,
      hasFinalCheckpoint: false,
      wasMemoryKill: memoryKills.wereThere(),
    });
    return found === null ? null : fail(found.reason, found.message);
  };

  return {
    requestStop() {
      try {
        control.request('stop');
      } catch (error) {
        sink.log(
          'stdout',
          `Trainyard: the captioner could not be asked to stop: ${(error as Error).message}\n`,
        );
      }
    },
    // There is nothing to save or to sample.
    saveNow: () => undefined,
    sampleNow: () => undefined,
    async finish(exit) {
      clearInterval(timer);
      readRow();
      control.close();
      removeControlFolder(options.controlFolder);
      try {
        await watcher.finish(state?.status === 'completed' ? filenames.length : step);
      } finally {
        const word = lastWord(exit);
        if (word !== null) sink.event(word);
      }
    },
  };
}

function nothingCaptioned(
  filenames: readonly string[],
  faultOf: (filename: string) => string | null,
): string {
  const first = filenames
    .map((filename) => ({ filename, fault: faultOf(filename) }))
    .find(({ fault }) => fault);
  const files = filenames.length === 1 ? 'the one file' : `any of the ${filenames.length} files`;
  const why = first === undefined ? 'The log may say why.' : `${first.filename}: ${first.fault}`;
  return `The captioner went through to its end without a caption for ${files}. ${why}`;
}
