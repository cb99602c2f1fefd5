import type { Logger } from 'pino';

/**
 * Runs each sweep every hour, whatever became of the others; one that fails is logged under its name. Returns
 * what ends that.
 */
export function sweepHourly(
  sweeps: Readonly<Record<string, () => Promise<unknown>>>,
  logger: Logger,
): () => void {
  const timer = setInterval(() => {
    for (const [name, sweep] of Object.entries(sweeps)) {
      sweep().catch((error: unknown) => logger.warn({ err: error }, `${name} were not swept`));
    }
  }, 3_600_000).unref();
  return () => clearInterval(timer);
}
