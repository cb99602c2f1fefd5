import type { Logger } from 'pino';

/** One thing that must work before the server can take work. */
export interface Check {
  readonly name: string;
  /** What was found, when all is well. Throws, saying what is wrong and what to do, when it is not. */
  run(): Promise<string>;
}

export interface CheckResult {
  readonly name: string;
  readonly ok: boolean;
  readonly message: string;
}

/** Runs checks when it is asked to; those who ask meanwhile get the same answer. */
export type RunChecks = () => Promise<readonly CheckResult[]>;

/** Makes the function that runs every check; one that hangs counts as failed after five seconds. */
export function createRunChecks(checks: readonly Check[], logger: Pick<Logger, 'warn'>): RunChecks {
  let running: Promise<readonly CheckResult[]> | null = null;
  return () => {
    running ??= runChecks(checks, logger).finally(() => {
      running = null;
    });
    return running;
  };
}

async function runChecks(
  checks: readonly Check[],
  logger: Pick<Logger, 'warn'>,
): Promise<readonly CheckResult[]> {
  return Promise.all(
    checks.map(async ({ name, run }) => {
      let timer: NodeJS.Timeout | undefined;
      const late = new Promise<never>((_resolve, reject) => {
        timer = setTimeout(() => reject(new Error('gave no answer within five seconds')), 5000);
      });
      try {
        return { name, ok: true, message: await Promise.race([run(), late]) };
      } catch (error) {
        logger.warn({ err: error, check: name }, 'a check of readiness failed');
        return { name, ok: false, message: publicMessage(error) };
      } finally {
        clearTimeout(timer);
      }
    }),
  );
}

/** Anybody may ask, so what a library or the system says, with paths and addresses in it, is for the log alone. */
function publicMessage(error: unknown): string {
  const isOurs = error instanceof Error && !('code' in error);
  return isOurs ? error.message : 'failed; the log of the server says why';
}
