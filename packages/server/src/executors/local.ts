import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { createDiscardedFolders } from './discarded-folders.ts';
import type { AgentState, Executor, Gpu, StartRequest } from './executor.ts';
import { bootId, identifyProcess, isProcessAlive, type ProcessIdentity } from './process-identity.ts';
import { formatHandle, parseHandle, recordedProcesses, runFolder, writeStarted } from './run-folder.ts';
import { killRunProcesses } from './run-processes.ts';

/** What the local executor needs. */
export interface LocalExecutorOptions {
  /** Name of this machine and installation, stable over restarts; GPU leases are kept under it. */
  readonly node: string;
  readonly gpus: readonly Gpu[];
  /** Holds a private folder for each run. */
  readonly runsFolder: string;
  /** The agent's program, a file that Node can run. */
  readonly agentEntry: string;
  /** Arguments of Node before the program, such as loaders. */
  readonly nodeArguments?: readonly string[];
  /** Where agents reach this server. */
  readonly serverUrl: () => string;
  /** A file that holds that address, for agents that outlive a server; null where there is none. */
  readonly serverUrlFile: string | null;
  /** What agents get of this server's environment, as it was read at the start. */
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** What an agent inherits: nothing that could hold a secret of the server. */
const inheritedVariables = ['PATH', 'HOME', 'LANG', 'LC_ALL', 'TZ', 'TMPDIR'] as const;
const killPatienceMs = 10_000;

/**
 * Runs agents on this machine, each in a session of its own: they live on when the server ends, and are found
 * again by number, start time and boot.
 */
export function createLocalExecutor(options: LocalExecutorOptions): Executor {
  const { runsFolder } = options;
  const discarded = createDiscardedFolders(`${runsFolder}-discarded`);
  /** Ends of agents that this very process started. */
  const ends = new Map<string, string>();

  return {
    name: 'local',
    queuesItself: false,
    node: options.node,
    gpus: async () => options.gpus,

    async start(request) {
      const folder = runFolder(runsFolder, request.runId);
      if (mkdirSync(folder, { recursive: true, mode: 0o700 }) === undefined) {
        const alive = recordedProcesses(folder, ['agent', 'started']).find(isProcessAlive);
        if (alive !== undefined) return formatHandle(alive);
      }
      const identity = await spawnAgent(options, folder, request, (handle, reason) =>
        ends.set(handle, reason),
      );
      writeStarted(folder, identity);
      return formatHandle(identity);
    },

    async poll(handles) {
      return new Map(
        handles.map((handle): [string, AgentState] => [handle, stateOf(handle, ends.get(handle))]),
      );
    },

    async kill(runId, handle) {
      const folder = runFolder(runsFolder, runId);
      const known = [...recordedProcesses(folder, ['started', 'agent', 'trainer'])];
      const named = handle === null ? null : parseHandle(handle);
      if (named !== null) known.push(named);
      await killRunProcesses(runId, known, killPatienceMs);
      if (handle !== null) ends.delete(handle);
    },

    discard: async (runId) => discarded.take(runFolder(runsFolder, runId)),

    // Agents go on without a server; that is what they are detached for.
    close: () => discarded.close(),
  };
}

function stateOf(handle: string, end: string | undefined): AgentState {
  const identity = parseHandle(handle);
  if (identity === null) return { state: 'ended', reason: 'its handle cannot be read' };
  if (isProcessAlive(identity)) return { state: 'running' };
  if (identity.bootId !== bootId()) return { state: 'ended', reason: 'the machine was restarted' };
  return { state: 'ended', reason: end ?? 'its process is gone' };
}

async function spawnAgent(
  options: LocalExecutorOptions,
  folder: string,
  request: StartRequest,
  onEnd: (handle: string, reason: string) => void,
): Promise<ProcessIdentity> {
  const output = openSync(join(folder, 'agent.log'), 'a', 0o600);
  let child: ChildProcess;
  try {
    child = spawn(process.execPath, [...(options.nodeArguments ?? []), options.agentEntry], {
      cwd: folder,
      env: agentEnvironment(options, folder, request),
      detached: true,
      stdio: ['ignore', output, output],
    });
  } finally {
    closeSync(output);
  }
  const { pid } = child;
  if (pid === undefined) {
    const cause = await new Promise<Error>((resolve) => child.once('error', resolve));
    throw new Error(`The agent could not be started: ${cause.message}`, { cause });
  }
  // Before anything else happens in this process, so that the child cannot have been waited for yet.
  const identity = identifyProcess(pid) ?? { pid, startTime: 'ended', bootId: bootId() };
  child.on('error', () => undefined);
  child.once('exit', (code, signal) => {
    onEnd(
      formatHandle(identity),
      signal === null ? `it exited with code ${code}` : `it was killed by ${signal}`,
    );
  });
  child.unref();
  return identity;
}

function agentEnvironment(
  options: LocalExecutorOptions,
  folder: string,
  request: StartRequest,
): Record<string, string> {
  const environment: Record<string, string> = {};
  for (const name of inheritedVariables) {
    const value = options.environment[name];
    if (value !== undefined) environment[name] = value;
  }
  return {
    ...environment,
    TRAINYARD_RUN_ID: request.runId,
    TRAINYARD_RUN_TOKEN: request.token,
    TRAINYARD_SERVER_URL: options.serverUrl(),
    ...(options.serverUrlFile !== null && { TRAINYARD_SERVER_URL_FILE: options.serverUrlFile }),
    TRAINYARD_RUN_FOLDER: folder,
    TRAINYARD_FENCE: String(request.fence),
  };
}
