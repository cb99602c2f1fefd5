import type { Writable } from 'node:stream';
import type { TrainerEvent } from './protocol.ts';

/** Sends events to the agent, one JSON line each, in order and none lost while the agent reads. */
export interface EventWriter {
  /** Resolves when there is room for more; a slow reader slows the trainer down. */
  emit(event: TrainerEvent): Promise<void>;
  /** Resolves when all is handed over, or the reader is gone, or the time is up. */
  flush(timeoutMs: number): Promise<void>;
}

/**
 * Writes to a stream. When its reader goes away `onBroken` is called, and events go nowhere. After
 * `giveUpWaiting` resolves, `emit` waits for no reader any more: a trainer that is to stop must get on.
 */
export function createEventWriter(
  output: Writable,
  giveUpWaiting: Promise<void>,
  onBroken: () => void,
): EventWriter {
  let isBroken = false;
  const broken = new Promise<void>((resolve) => {
    output.on('error', () => {
      isBroken = true;
      onBroken();
      resolve();
    });
  });
  let drained: Promise<void> | undefined;

  function waitForDrain(): Promise<void> {
    drained ??= new Promise<void>((resolve) => {
      output.once('drain', () => {
        drained = undefined;
        resolve();
      });
    });
    return drained;
  }

  return {
    async emit(event) {
      if (isBroken) return;
      const hasRoom = output.write(`${JSON.stringify(event)}\n`);
      if (!hasRoom) await Promise.race([waitForDrain(), broken, giveUpWaiting]);
    },
    async flush(timeoutMs) {
      if (isBroken) return;
      const written = new Promise<void>((resolve) => {
        output.write('', () => resolve());
      });
      let timer: NodeJS.Timeout | undefined;
      const timeUp = new Promise<void>((resolve) => {
        timer = setTimeout(resolve, timeoutMs);
      });
      await Promise.race([written, broken, timeUp]);
      clearTimeout(timer);
    },
  };
}
