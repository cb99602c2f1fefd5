import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { PassThrough, type Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import type { TrainerCommand, TrainerStreams } from '../trainers/trainer.ts';
import { identifyChild } from './process-identity.ts';
import { type ProcessRecord, recordOf } from './process-record.ts';
import { killScattered, signalScattered } from './scattered-processes.ts';

/** What `trainer.json` says, so that strays are found when the agent has died. */
interface TrainerRecord extends ProcessRecord {
  run_id: string;
  /** The process group, which holds everything that the trainer started. */
  process_group: number;
}

/** How long output may still come after the trainer itself is gone, from children that hold its pipes. */
const drainMs = 2_000;
/** How long processes that were killed may take to be gone; what is left then, the server finds. */
const scatteredMs = 2_000;

/** A started trainer. */
export interface TrainerProcess {
  streams: TrainerStreams;
  pid: number;
  /** Settles once the trainer is gone, its output is read and nothing of it is left, in its group or elsewhere. */
  ended: Promise<{ exitCode: number | null; signal: NodeJS.Signals | null }>;
  /**
   * Sends a signal to the whole group; does nothing once the trainer is gone. SIGKILL also goes to what left the
   * group, since nobody can pass that on.
   */
  signalGroup(signal: NodeJS.Signals): void;
  /** The same for the trainer's first process alone. */
  signalLeader(signal: NodeJS.Signals): void;
}

/** Starts a trainer in a process group of its own and records it in `recordFile`. Throws where it cannot start. */
export async function startTrainer(
  command: TrainerCommand,
  options: { runId: string; recordFile: string },
): Promise<TrainerProcess> {
  const child = spawn(command.command, command.args, {
    cwd: command.cwd,
    env: command.env,
    detached: true,
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const exited = new Promise<{ exitCode: number | null; signal: NodeJS.Signals | null }>((resolve) => {
    child.once('exit', (exitCode, signal) => resolve({ exitCode, signal }));
  });
  const { pid } = child;
  if (pid === undefined) {
    const cause = await new Promise<Error>((resolve) => child.once('error', resolve));
    throw new Error(`The trainer could not be started: ${cause.message}`, { cause });
  }
  const record: TrainerRecord = {
    run_id: options.runId,
    process_group: pid,
    ...recordOf(identifyChild(pid)),
  };
  writeFileSync(options.recordFile, `${JSON.stringify(record)}\n`, { mode: 0o600 });
  const outputs = [keep(child.stdout), keep(child.stderr)] as const;
  const read = Promise.all(outputs.map((output) => output.read));
  // The pipe breaks when the trainer ends; its end is told by `exit`.
  child.stdin.on('error', () => undefined);

  const marks = marksOf(command.env);
  let isGone = false;
  const ended = exited.then(async (end) => {
    isGone = true;
    // Its number is not given away while processes of the group live, so this hits none but its own.
    killGroup(pid, 'SIGKILL');
    await killScattered(marks, scatteredMs);
    await Promise.race([read, sleep(drainMs, undefined, { ref: false })]);
    for (const output of outputs) output.close();
    await Promise.race([read, sleep(drainMs, undefined, { ref: false })]);
    return end;
  });
  return {
    streams: { stdin: child.stdin, stdout: outputs[0].stream, stderr: outputs[1].stream },
    pid,
    ended,
    signalGroup(signal) {
      if (isGone) return;
      killGroup(pid, signal);
      if (signal === 'SIGKILL') signalScattered(marks, signal);
    },
    signalLeader(signal) {
      if (!isGone) child.kill(signal);
    },
  };
}

/**
 * A stream that holds what `source` gives until somebody reads it. The source itself would not do: when a
 * child exits, Node throws away what nobody reads as yet.
 */
function keep(source: Readable): { stream: Readable; read: Promise<void>; close(): void } {
  const stream = new PassThrough();
  source.pipe(stream);
  return {
    stream,
    read: new Promise((resolve) => stream.once('end', () => resolve())),
    close() {
      source.destroy();
      stream.end();
    },
  };
}

/** What of its environment only this trainer has, and whatever it starts; empty where that is not certain. */
function marksOf({ TRAINYARD_RUN_ID: id, TMPDIR: folder }: Readonly<Record<string, string>>): string[] {
  return id === undefined || folder === undefined ? [] : [`TRAINYARD_RUN_ID=${id}`, `TMPDIR=${folder}`];
}

function killGroup(group: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-group, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
