import { type AwaitedRun, awaitRunVariable } from '@trainyard/agent';
import { type AgentProgram, type SpawnedAgent, spawnAgent } from './spawn-agent.ts';

/** An agent that waits for its run. */
export interface WaitingAgent extends SpawnedAgent {
  /** Tells it its run; from then on it lives apart from this process. */
  begin(run: AwaitedRun): void;
}

/** Keeps one agent ahead of the runs: what Node needs to start is most of the time from submission to training. */
export interface WaitingAgents {
  /** The agent that waits, if there is one; another is made ready for the next run. */
  take(): WaitingAgent | null;
  /** Lets the one that waits go. */
  close(): void;
}

/**
 * Until the server is up, or the trainer of the run that took the last one, they need the processor more than the next
 * agent does. No longer: a run that comes before there is one waits for Node to start.
 */
const delayMs = { first: 1000, next: 250 };

/** Makes the first agent ready soon. Where none can be started, runs start as they do without. */
export function createWaitingAgents(
  program: AgentProgram,
  options: Omit<Parameters<typeof spawnAgent>[1], 'input'>,
): WaitingAgents {
  const environment = { ...options.environment, [awaitRunVariable]: 'stdin' };
  let waiting: SpawnedAgent | null = null;
  let timer: NodeJS.Timeout | undefined;
  let closed = false;

  const prepare = (afterMs: number) => {
    timer = setTimeout(() => {
      void spawnAgent(program, { ...options, environment, input: 'pipe' }).then(
        (agent) => {
          if (closed) agent.kill();
          else waiting = agent;
        },
        () => {},
      );
    }, afterMs).unref();
  };
  prepare(delayMs.first);

  return {
    take() {
      const agent = waiting;
      waiting = null;
      if (agent !== null && !closed) prepare(delayMs.next);
      if (agent === null || agent.hasEnded()) return null;
      return { ...agent, begin: (run) => void agent.input?.end(JSON.stringify(run)) };
    },
    close() {
      closed = true;
      clearTimeout(timer);
      // Not by the end of its input, which one that has just begun may not read for long.
      waiting?.kill();
    },
  };
}
