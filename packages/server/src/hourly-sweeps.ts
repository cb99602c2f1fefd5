import type { Logger } from 'pino';
import { type Repeating, repeat } from './dispatch/repeating.ts';

const hourMs = 3_600_000;
/** A server that is restarted more often than every hour sweeps as well, and none does while it starts. */
const firstAfterMs = 30_000;

/**
 * Runs each sweep soon after the start and then every hour, one after another, whatever became of the others;
 * one that fails is logged under its name.
 */
export function sweepHourly(
  sweeps: Readonly<Record<string, () => Promise<unknown>>>,
  options: {
    readonly logger: Pick<Logger, 'warn'>;
    /** How long after the start the first begins; half a minute if left out. */
    readonly firstAfterMs?: number;
    /** An hour if left out. */
    readonly everyMs?: number;
  },
): Repeating {
  const { logger, everyMs = hourMs } = options;
  let isStarting = true;
  let isStopping = false;
  const sweepsInTurn = repeat({
    async work() {
      if (isStarting) {
        isStarting = false;
        return options.firstAfterMs ?? firstAfterMs;
      }
      for (const [name, sweep] of Object.entries(sweeps)) {
        if (isStopping) break;
        await sweep().catch((error: unknown) => logger.warn({ err: error }, `${name} were not swept`));
      }
      return everyMs;
    },
    onError: () => {},
    retryMs: everyMs,
  });
  return {
    wake: sweepsInTurn.wake,
    stop() {
      isStopping = true;
      return sweepsInTurn.stop();
    },
  };
}
