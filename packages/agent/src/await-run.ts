import { chdir } from 'node:process';
import { addAbortSignal } from 'node:stream';
import { text } from 'node:stream/consumers';

/** Set to `stdin` for an agent that is started ahead of its run and told the rest when there is one. */
export const awaitRunVariable = 'TRAINYARD_AWAIT_RUN';

/** What an agent that waits is told, as one JSON text on its standard input. */
export interface AwaitedRun {
  readonly variables: Readonly<Record<string, string>>;
  readonly folder: string;
}

/**
 * Waits for a run on standard input, so that the time that Node takes to start is over before there is one.
 * Null where the input ends without, or `signal` aborts: the server that would have told is gone, or needs no
 * more agents.
 */
export async function awaitRun(signal: AbortSignal): Promise<AwaitedRun | null> {
  const told = await text(addAbortSignal(signal, process.stdin)).catch((error: unknown) => {
    if (signal.aborted) return '';
    throw error;
  });
  if (told === '') return null;
  const run = JSON.parse(told) as AwaitedRun;
  chdir(run.folder);
  return run;
}
