/** One thing that a server needs. */
export interface DoctorCheck {
  readonly name: string;
  /** What was found, when all is well. Throws, saying what is wrong and what to do, when it is not. */
  run(): Promise<string>;
}

export interface DoctorResult {
  readonly name: string;
  readonly ok: boolean;
  readonly message: string;
}

/** Runs the checks one after the other; a failing one does not keep the others from running. */
export async function examine(checks: readonly DoctorCheck[]): Promise<DoctorResult[]> {
  const results: DoctorResult[] = [];
  for (const { name, run } of checks) {
    try {
      results.push({ name, ok: true, message: await run() });
    } catch (error) {
      results.push({ name, ok: false, message: error instanceof Error ? error.message : String(error) });
    }
  }
  return results;
}
