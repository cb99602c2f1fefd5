import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import type { Writable } from 'node:stream';
import { identifyChild, type ProcessIdentity } from '@trainyard/agent';

/** The agent's program and what every agent is given. */
export interface AgentProgram {
  /** A file that Node can run. */
  readonly agentEntry: string;
  /** Arguments of Node before the program, such as loaders. */
  readonly nodeArguments?: readonly string[];
}

/** An agent that was started. */
export interface SpawnedAgent {
  readonly identity: ProcessIdentity;
  /** Its standard input, where it was given one. */
  readonly input: Writable | null;
  hasEnded(): boolean;
  /** Ends it at once: only for one that has no run. */
  kill(): void;
  /** Calls back with the reason once the process is gone, also where it is already. */
  onEnd(tell: (reason: string) => void): void;
}

/** Starts an agent in a session of its own: it lives on when this process ends. Throws where it cannot. */
export async function spawnAgent(
  program: AgentProgram,
  options: {
    readonly environment: Readonly<Record<string, string>>;
    readonly folder: string;
    /** File that receives what it prints. */
    readonly log: string;
    readonly input: 'pipe' | 'ignore';
  },
): Promise<SpawnedAgent> {
  const log = openSync(options.log, 'a', 0o600);
  let child: ChildProcess;
  try {
    child = spawn(process.execPath, [...(program.nodeArguments ?? []), program.agentEntry], {
      cwd: options.folder,
      env: options.environment,
      detached: true,
      stdio: [options.input, log, log],
    });
  } finally {
    closeSync(log);
  }
  const { pid } = child;
  if (pid === undefined) {
    const cause = await new Promise<Error>((resolve) => child.once('error', resolve));
    throw new Error(`The agent could not be started: ${cause.message}`, { cause });
  }
  // Before anything else happens in this process, so that the child cannot have been waited for yet.
  const identity = identifyChild(pid);
  const ended = new Promise<string>((resolve) => {
    child.once('exit', (code, signal) => {
      resolve(signal === null ? `it exited with code ${code}` : `it was killed by ${signal}`);
    });
  });
  child.on('error', () => undefined);
  // Where it has died, its end says so.
  child.stdin?.on('error', () => undefined);
  child.unref();
  return {
    identity,
    input: child.stdin,
    hasEnded: () => child.exitCode !== null || child.signalCode !== null,
    kill: () => void child.kill('SIGKILL'),
    onEnd: (tell) => void ended.then(tell),
  };
}
