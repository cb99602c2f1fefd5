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

/** Runs every check; one that hangs counts as failed after five seconds. */
export async function runChecks(checks: readonly Check[]): Promise<CheckResult[]> {
  return await Promise.all(
    checks.map(async ({ name, run }) => {
      let timer: NodeJS.Timeout | undefined;
      const late = new Promise<never>((_resolve, reject) => {
        timer = setTimeout(() => reject(new Error('gave no answer within five seconds')), 5000);
      });
      try {
        return { name, ok: true, message: await Promise.race([run(), late]) };
      } catch (error) {
        return { name, ok: false, message: error instanceof Error ? error.message : String(error) };
      } finally {
        clearTimeout(timer);
      }
    }),
  );
}
