import { writeSync } from 'node:fs';
import { type AgentOptions, runAgent } from './run-agent.ts';
import { readAgentSettings } from './settings.ts';

/**
 * The whole life of an agent process: told everything by its environment, silent on standard output, its
 * own log on standard error. Sets the exit code: 0 where everything is delivered or there was nothing to do,
 * 1 where the run was given up.
 */
export async function runAgentProcess(loadTrainers: AgentOptions['loadTrainers']): Promise<void> {
  const stopping = new AbortController();
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.on(signal, () => {
      // Whoever asks twice does not want to wait; the trainer stops by itself when its agent is gone.
      if (stopping.signal.aborted) process.exit(1);
      stopping.abort();
    });
  }
  const note = (line: string) => {
    try {
      writeSync(2, `${new Date().toISOString()} ${line}\n`);
    } catch {
      // Whoever read it is gone; the run is not.
    }
  };
  try {
    await runAgent(readAgentSettings(process.env), {
      loadTrainers,
      environment: process.env,
      stopSignal: stopping.signal,
      note,
    });
  } catch (error) {
    note(error instanceof Error ? error.message : String(error));
    process.exitCode = 1;
  }
}
