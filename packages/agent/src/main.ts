import { runAgent } from './run-agent.ts';
import { readAgentSettings } from './settings.ts';
import { createBuiltinTrainer } from './trainers/builtin.ts';

// The process of one agent: started by an executor, told everything by its environment, silent on standard
// output. Exit code 0: everything is delivered, or there was nothing to do here; 1: the run was given up.

const stopping = new AbortController();
for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  process.on(signal, () => {
    // Whoever asks twice does not want to wait; the trainer stops by itself when its agent is gone.
    if (stopping.signal.aborted) process.exit(1);
    stopping.abort();
  });
}

const note = (line: string) => {
  process.stderr.write(`${new Date().toISOString()} ${line}\n`);
};

try {
  await runAgent(readAgentSettings(process.env), {
    trainerCalled: (name) =>
      name === 'builtin'
        ? createBuiltinTrainer({ node: process.execPath, nodeFlags: process.execArgv })
        : null,
    environment: process.env,
    stopSignal: stopping.signal,
    note,
  });
} catch (error) {
  note(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
