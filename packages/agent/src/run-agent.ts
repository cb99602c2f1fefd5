import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import type { Assignment } from '@trainyard/core';
import { createConnection } from './server/connection.ts';
import { RefusedError } from './server/failure.ts';
import { keepTrying } from './server/retry.ts';
import { createRunApi } from './server/run-api.ts';
import type { AgentSettings } from './settings.ts';
import { takeAgentLock } from './supervisor/agent-lock.ts';
import type { Trainer } from './trainers/trainer.ts';

/** How long the server may be away before an agent gives its run up. */
const giveUpAfterMs = 24 * 60 * 60 * 1000;

/** The trainers that an agent has. */
type Trainers = Partial<Record<Assignment['trainer'], Trainer>>;

/** What an agent needs beside its settings. */
export interface AgentOptions {
  loadTrainers(): Promise<Trainers>;
  environment: Readonly<Record<string, string | undefined>>;
  stopSignal: AbortSignal;
  note(line: string): void;
}

/**
 * Does one run. Returns when its end is delivered, and also, without having started anything, where
 * another agent has the run or the server does not give it out. Throws where the server stayed away.
 */
export async function runAgent(settings: AgentSettings, options: AgentOptions): Promise<void> {
  const instance = randomUUID();
  if (!takeAgentLock(settings.runFolder, { run_id: settings.runId, instance })) {
    options.note(`Another agent has the run ${settings.runId} on this machine.`);
    return;
  }
  const connection = createConnection(settings);
  const api = createRunApi({ connection, runId: settings.runId, token: settings.token });
  try {
    const claim = { instance, host: hostname(), agent_pid: process.pid, fence: settings.fence };
    const ask = () => keepTrying(() => api.claim(claim), { giveUpAfterMs, signal: options.stopSignal });
    const claimed = ask();
    // What is needed next is loaded while the server answers.
    const parts = Promise.all([import('./supervisor/supervise-run.ts'), options.loadTrainers()]);
    parts.catch(() => undefined);
    let assignment: Assignment;
    try {
      assignment = await claimed;
    } catch (error) {
      if (!(error instanceof RefusedError) && !options.stopSignal.aborted) throw error;
      options.note(`The run ${settings.runId} was not taken: ${(error as Error).message}`);
      return;
    }
    const [{ superviseRun }, trainers] = await parts;
    const trainer = trainers[assignment.trainer] ?? absentTrainer(assignment.trainer);
    await superviseRun({
      ...options,
      assignment,
      trainer,
      api,
      connection,
      giveUpAfterMs,
      runFolder: settings.runFolder,
      askAgain: ask,
    });
  } finally {
    connection.close();
  }
}

/** Stands for a trainer that this agent does not have: the run fails, and says why. */
function absentTrainer(name: string): Trainer {
  const refuse = (): never => {
    throw new Error(`This agent has no trainer called "${name}".`);
  };
  return { version: 'none', placeOfResumeFile: refuse, prepare: refuse, observe: refuse };
}
