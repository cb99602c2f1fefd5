import type { Readable, Writable } from 'node:stream';
import type { ArtifactKind, Assignment, RunPhase } from '@trainyard/core';
import type { MetricsPoint } from '../reporting/report-queue.ts';
import type { RunFolders } from '../supervisor/run-folders.ts';

/** How to start a trainer. */
export interface TrainerCommand {
  command: string;
  args: readonly string[];
  env: Readonly<Record<string, string>>;
  cwd: string;
}

/** The three streams of a trainer that runs. */
export interface TrainerStreams {
  stdin: Writable;
  stdout: Readable;
  stderr: Readable;
}

/** What a trainer says, in the words of this agent. */
export type TrainerEvent =
  | { type: 'phase'; phase: RunPhase }
  | { type: 'progress'; step: number; metrics: MetricsPoint | null }
  /** A file is there, complete or nearly so; `path` is absolute. */
  | {
      type: 'artifact';
      kind: ArtifactKind;
      path: string;
      /** What it is called as an artifact: unique among all that the job makes. */
      filename: string;
      step: number;
      index: number | null;
      prompt: string | null;
    }
  /** The trainer removed a file of its own. */
  | { type: 'removed'; kind: ArtifactKind; filename: string }
  /** What became of a file that was to be captioned; `text` is null where there is no caption. */
  | { type: 'caption'; filename: string; text: string | null; error: string | null }
  /** Its last word; `step` is the last step done, null where it does not say; `reason` is for machines. */
  | {
      type: 'ended';
      how: 'finished' | 'stopped' | 'failed';
      step: number | null;
      message: string | null;
      reason?: string | null;
    };

/** Takes what a trainer says. */
export interface TrainerSink {
  event(event: TrainerEvent): void;
  /** Text for people, as it came; it is redacted and cut into lines by the sink. */
  log(stream: 'stdout' | 'stderr', chunk: string): void;
  /** Has the trainer stopped because it gets nowhere; the `ended` event that follows says why. */
  giveUp(): void;
}

/** The run that a trainer was started for. */
export interface ObservedRun {
  assignment: Assignment;
  folders: RunFolders;
  /** Its first process. */
  pid: number;
}

/** How a trainer's process ended. */
export interface TrainerExit {
  exitCode: number | null;
  signal: string | null;
}

/** Ways to speak to a trainer that runs; each returns at once and does nothing once it has ended. */
export interface TrainerControl {
  requestStop(): void;
  saveNow(): void;
  sampleNow(): void;
  /** True while a checkpoint is being written, which a signal would cut in half. */
  isSaving?(): boolean;
  /** Called once the process is gone and its output is read: says everything that is still to be said. */
  finish?(exit: TrainerExit): Promise<void>;
}

/** One kind of trainer. */
export interface Trainer {
  /** What the server records as the trainer of the run. */
  readonly version: string;
  /** Where the trainer looks for a file of an earlier run; its name is a plain file name. */
  placeOfResumeFile(file: { kind: ArtifactKind; filename: string }, folders: RunFolders): string;
  /**
   * Writes what the trainer reads at its start, and says how to start it in `environment`. Throws where the
   * assignment cannot be run; the message is for the user.
   */
  prepare(
    assignment: Assignment,
    folders: RunFolders,
    environment: Readonly<Record<string, string>>,
  ): TrainerCommand;
  /** Begins to read what the trainer says, from its first byte. */
  observe(streams: TrainerStreams, sink: TrainerSink, run: ObservedRun): TrainerControl;
}
