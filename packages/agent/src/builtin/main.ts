import { readCommands } from './command-reader.ts';
import { createControl } from './control.ts';
import { createEventWriter } from './event-writer.ts';
import type { TrainerExitCode } from './protocol.ts';

/** How long the agent has to take the last events before the program ends without it. */
const flushTimeoutMs = 5000;

const log = (line: string): void => {
  process.stderr.write(`${line}\n`);
};
// Nobody may be reading the log any more; that is no reason to lose the training.
process.stderr.on('error', () => undefined);
const control = createControl(log);
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => control.requestStop(`the signal ${signal} came`));
}
const events = createEventWriter(process.stdout, control.stopped, () =>
  control.requestStop('the agent is gone (standard output is closed)'),
);
await events.emit({ event: 'started', pid: process.pid });
readCommands(process.stdin, control);
log(
  "This is Trainyard's built-in CPU trainer, for trying and testing; its LoRAs are not for use in pictures.",
);
const exitCode = await trainOrFail();
await events.flush(flushTimeoutMs);
process.exit(exitCode);

async function trainOrFail(): Promise<TrainerExitCode> {
  try {
    // Loaded only now, so that the agent hears of the start before the rest is read from the disk.
    const { run } = await import('./run.ts');
    const argv = process.argv.slice(2);
    return await run(argv, { control, emit: (event) => events.emit(event), log, now: Date.now });
  } catch (error) {
    const message = describeFailure(error);
    log(message);
    await events.emit({ event: 'failed', message });
    return 1;
  }
}

function describeFailure(error: unknown): string {
  if (!(error instanceof Error)) return 'The built-in trainer failed for an unknown reason.';
  if (error.name === 'TrainingError') return error.message;
  if ('code' in error && error.code === 'ENOSPC') {
    return 'The disk is full, so the trainer could not write its files; free space and resume the job.';
  }
  if ('code' in error && typeof error.code === 'string') {
    return `The built-in trainer could not read or write one of its files (${error.code}).`;
  }
  if (error.stack) log(error.stack);
  return `The built-in trainer failed unexpectedly: ${error.message}`;
}
