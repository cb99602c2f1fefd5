import { openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { awaitRun, awaitRunVariable } from './await-run.ts';
import { type AgentOptions, runAgent } from './run-agent.ts';
import { readAgentSettings } from './settings.ts';

/**
 * The whole life of an agent process: told everything by its environment or, where it was started ahead of its
 * run, on standard input; silent on standard output, its own log on standard error. Sets the exit code: 0 where everything is delivered or there was nothing to do,
 * 1 where the run was given up.
 */
export async function runAgentProcess(
  loadTrainers: (environment: NodeJS.ProcessEnv) => ReturnType<AgentOptions['loadTrainers']>,
): Promise<void> {
  const stopping = new AbortController();
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.on(signal, () => {
      // Whoever asks twice does not want to wait; the trainer stops by itself when its agent is gone.
      if (stopping.signal.aborted) process.exit(1);
      stopping.abort();
    });
  }
  let log = 2;
  const note = (line: string) => {
    try {
      writeSync(log, `${new Date().toISOString()} ${line}\n`);
    } catch {
      // Whoever read it is gone; the run is not.
    }
  };
  try {
    let environment: NodeJS.ProcessEnv = process.env;
    if (environment[awaitRunVariable] === 'stdin') {
      await Promise.all([import('./supervisor/supervise-run.ts'), loadTrainers(environment)]);
      const run = await awaitRun(stopping.signal);
      if (run === null) return;
      environment = { ...environment, ...run.variables };
      log = openSync(join(run.folder, 'agent.log'), 'a', 0o600);
    }
    await runAgent(readAgentSettings(environment), {
      loadTrainers: () => loadTrainers(environment),
      environment,
      stopSignal: stopping.signal,
      note,
    });
  } catch (error) {
    note(error instanceof Error ? error.message : String(error));
    process.exitCode = 1;
  }
}
