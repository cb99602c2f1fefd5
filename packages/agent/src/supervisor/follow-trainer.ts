import { rm } from 'node:fs/promises';
import type { Assignment } from '@trainyard/core';
import { createPublisher } from '../artifacts/publisher.ts';
import { createCaptionSender } from '../captions/caption-sender.ts';
import { toContractPaths } from '../config/private-paths.ts';
import { startGpuReadings } from '../reporting/gpu-readings.ts';
import { hideSecrets, redactText } from '../reporting/redact.ts';
import type { Reporter } from '../reporting/reporter.ts';
import type { Connection } from '../server/connection.ts';
import type { RunApi } from '../server/run-api.ts';
import type { Trainer, TrainerControl, TrainerEvent } from '../trainers/trainer.ts';
import { type HaltCause, outcomeOf } from './outcome.ts';
import type { RunFolders } from './run-folders.ts';
import { stopTrainer } from './stop-trainer.ts';
import { createTrainerLog } from './trainer-log.ts';
import type { TrainerProcess } from './trainer-process.ts';

const gpuReadingsEveryMs = 10_000;

/** What following a trainer needs. */
export interface FollowOptions {
  assignment: Assignment;
  folders: RunFolders;
  trainer: Trainer;
  process: TrainerProcess;
  reporter: Reporter;
  api: RunApi;
  connection: Connection;
  giveUpAfterMs: number;
  /** Aborted when the run was taken away: nothing more is to be said or sent. */
  lost: AbortSignal;
  onFenced(error: unknown): void;
}

/** A trainer that is watched until it has ended and the server knows all about it. */
export interface FollowedTrainer {
  control: TrainerControl;
  /** Stops the trainer by ever stronger means; the first cause counts. */
  halt(cause: HaltCause): void;
  /** Settles when everything is delivered, or the run is lost. */
  done: Promise<void>;
}

/** Reads what a started trainer says, publishes what it makes and reports how it ends. */
export function followTrainer(options: FollowOptions): FollowedTrainer {
  const { assignment, folders, trainer, process, reporter, lost } = options;
  const secrets = hideSecrets(assignment.secrets);
  const hidden = [...secrets, ...toContractPaths(folders)];
  let step = assignment.resume_from?.step ?? 0;
  let lastWord: Extract<TrainerEvent, { type: 'ended' }> | null = null;
  let haltCause: HaltCause | null = null;
  /** Why the server takes no more captions. */
  let captionsRefused: string | null = null;
  let stopping: Promise<boolean> = Promise.resolve(false);

  const log = createTrainerLog({ file: folders.logFile, replacements: hidden, onLine: reporter.logLine });
  const publisher = createPublisher({
    api: options.api,
    connection: options.connection,
    fence: assignment.fence,
    sourceFolder: folders.root,
    stagingFolder: folders.staging,
    retry: { giveUpAfterMs: options.giveUpAfterMs, signal: lost },
    onRemoved: (kind, filename) => reporter.event({ type: 'artifact_removed', kind, filename }),
    onNote: log.note,
    onFenced: options.onFenced,
  });

  const captions = createCaptionSender({
    api: options.api,
    fence: assignment.fence,
    retry: { giveUpAfterMs: options.giveUpAfterMs, signal: lost },
    gatherMs: assignment.report_interval_ms,
    onFenced: options.onFenced,
    onRefused: (message) => {
      captionsRefused = message;
      halt('trainer');
    },
  });

  const take = (event: TrainerEvent) => {
    switch (event.type) {
      case 'phase':
        reporter.event({ type: 'phase', phase: event.phase });
        return;
      case 'progress':
        step = event.step;
        reporter.progress(event.step, event.metrics);
        return;
      case 'artifact':
        publisher.offer({ ...event, prompt: event.prompt && redactText(event.prompt, secrets) });
        return;
      case 'removed':
        publisher.remove(event.kind, event.filename);
        return;
      case 'caption':
        captions.offer({
          filename: event.filename,
          text: event.text && redactText(event.text, secrets),
          error: event.error && redactText(event.error, hidden),
        });
        return;
      case 'ended':
        lastWord = event;
        step = event.step ?? step;
    }
  };
  const halt = (cause: HaltCause) => {
    if (haltCause !== null) return;
    haltCause = cause;
    stopping = stopTrainer(process, control, assignment.stop_grace_ms);
  };
  const sink = { event: take, log: log.write, giveUp: () => halt('trainer') };
  const control = trainer.observe(process.streams, sink, { assignment, folders, pid: process.pid });

  const publishConfig = async () => {
    // The YAML library is not needed before the trainer runs.
    const { writeResolvedConfig } = await import('./resolved-config.ts');
    const path = await writeResolvedConfig(assignment.config, folders.temporary, secrets);
    publisher.offer({ kind: 'config', path, filename: 'config.yaml', step: 0, index: null, prompt: null });
  };

  const follow = async () => {
    const isCaptioning = assignment.kind === 'captioning';
    // Nobody goes on from what a captioner was told.
    const config = isCaptioning
      ? undefined
      : publishConfig().catch((error: unknown) =>
          log.note(`The config was not stored: ${(error as Error).message}`),
        );
    const gpuReadings = startGpuReadings({
      gpus: assignment.gpus,
      everyMs: gpuReadingsEveryMs,
      onReading: (gpus) => reporter.event({ type: 'gpu', gpus }, 'soon'),
    });
    const { exitCode, signal } = await process.ended;
    gpuReadings.stop();
    // A stop that comes while the last files travel did not end this trainer.
    const halt = haltCause;
    const wasForced = await stopping;
    await control
      .finish?.({ exitCode, signal })
      .catch((error: unknown) =>
        log.note(`What the trainer left was not read to its end: ${(error as Error).message}`),
      );
    await config;
    await captions.drain();
    const isComplete = await publisher.drain();
    await log.end();
    if (lost.aborted) return;
    const word = captionsRefused === null ? lastWord : refusedWord(captionsRefused, step);
    const { outcome, message, reason } = outcomeOf({
      exitCode,
      signal,
      said: word?.how ?? null,
      saidMessage: word?.message ?? null,
      saidReason: word?.reason ?? null,
      step,
      totalSteps: assignment.total_steps,
      halt,
      wasForced,
      lastLogLines: log.tail(),
    });
    await reporter.end({
      outcome,
      step,
      exit_code: exitCode,
      signal,
      message: message === null ? null : redactText(message, hidden),
      reason,
    });
    await removeWhatIsStored(folders, isComplete);
  };

  return {
    control,
    halt,
    done: follow(),
  };
}

/** Stands for the last word of a captioner whose captions go nowhere. */
function refusedWord(why: string, step: number): Extract<TrainerEvent, { type: 'ended' }> {
  const message = `The server took no more captions. ${why}`;
  return { type: 'ended', how: 'failed', step, message, reason: 'CAPTIONS_REFUSED' };
}

/** Frees the disk; what the server did not take stays where it is. */
async function removeWhatIsStored(folders: RunFolders, isComplete: boolean): Promise<void> {
  const spent = [
    folders.datasets,
    folders.temporary,
    ...(isComplete ? [folders.staging, folders.output] : []),
  ];
  await Promise.all(spent.map((folder) => rm(folder, { recursive: true, force: true })));
}
