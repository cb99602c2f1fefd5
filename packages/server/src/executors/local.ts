import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import {
  bootId,
  installationVariables,
  isProcessAlive,
  leftArtifacts,
  removeControlFoldersOf,
  runsWithControlFolders,
} from '@trainyard/agent';
import { createDiscardedFolders } from './discarded-folders.ts';
import type { AgentState, Executor, Gpu, StartRequest } from './executor.ts';
import {
  formatHandle,
  isRunId,
  parseHandle,
  recordedProcesses,
  runFolder,
  writeStarted,
} from './run-folder.ts';
import { killRunProcesses } from './run-processes.ts';
import { type AgentProgram, spawnAgent } from './spawn-agent.ts';
import { createWaitingAgents } from './waiting-agent.ts';

/** What the local executor needs. */
export interface LocalExecutorOptions extends AgentProgram {
  /** Name of this machine and installation, stable over restarts; GPU leases are kept under it. */
  readonly node: string;
  readonly gpus: readonly Gpu[];
  /** Holds a private folder for each run. */
  readonly runsFolder: string;
  /** Where agents reach this server. */
  readonly serverUrl: () => string;
  /** A file that holds that address, for agents that outlive a server; null where there is none. */
  readonly serverUrlFile: string | null;
  /** What agents get of this server's environment, as it was read at the start. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** What agents are told besides, such as where their trainer lies. */
  readonly agentVariables?: Readonly<Record<string, string>>;
  /** What the agent of a run is told of its checkout. Throws where there is none of that name. */
  readonly checkoutVariables?: (checkout: string | null) => Readonly<Record<string, string>>;
}

/** What an agent inherits: nothing that could hold a secret of the server. */
const inheritedVariables = ['PATH', 'HOME', 'LANG', 'LC_ALL', 'TZ', 'TMPDIR', ...installationVariables];
const killPatienceMs = 10_000;

/**
 * Runs agents on this machine, each in a session of its own: they live on when the server ends, and are found
 * again by number, start time and boot.
 */
export function createLocalExecutor(options: LocalExecutorOptions): Executor {
  const { runsFolder } = options;
  const discarded = createDiscardedFolders(`${runsFolder}-discarded`);
  /** How agents that this very process started have ended; null as long as that was not told. */
  const ends = new Map<string, string | null>();
  const environment = { ...inherited(options.environment), ...options.agentVariables };
  const waitingFolder = `${runsFolder}-waiting`;
  mkdirSync(waitingFolder, { recursive: true, mode: 0o700 });
  const waitingAgents = createWaitingAgents(options, {
    environment,
    folder: waitingFolder,
    log: join(waitingFolder, 'agents.log'),
  });

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
      const variables = runVariables(options, folder, request);
      const waiting = waitingAgents.take();
      const agent =
        waiting ??
        (await spawnAgent(options, {
          environment: { ...environment, ...variables },
          folder,
          log: join(folder, 'agent.log'),
          input: 'ignore',
        }));
      const handle = formatHandle(agent.identity);
      ends.set(handle, null);
      agent.onEnd((reason) => ends.set(handle, reason));
      writeStarted(folder, agent.identity);
      // Last, so that whenever this process dies, the agent has no run or can be found.
      waiting?.begin({ folder, variables });
      return handle;
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

    leftArtifacts: (runId) => leftArtifacts(runFolder(runsFolder, runId)),

    async discard(runId) {
      removeControlFoldersOf(runId);
      await discarded.take(runFolder(runsFolder, runId));
    },

    remaining: async () => [...new Set([...runsOf(runsFolder), ...runsWithControlFolders()])].filter(isRunId),

    // Agents that have a run go on without a server; that is what they are detached for.
    async close() {
      waitingAgents.close();
      await discarded.close();
    },
  };
}

function runsOf(runsFolder: string): readonly string[] {
  return existsSync(runsFolder) ? readdirSync(runsFolder) : [];
}

function stateOf(handle: string, end: string | null | undefined): AgentState {
  const identity = parseHandle(handle);
  if (identity === null) return { state: 'ended', reason: 'its handle cannot be read' };
  // One that is gone a moment before its end is told counts as running: then it is known why.
  if (end === null || isProcessAlive(identity)) return { state: 'running' };
  if (identity.bootId !== bootId()) return { state: 'ended', reason: 'the machine was restarted' };
  return { state: 'ended', reason: end ?? 'its process is gone' };
}

function inherited(environment: LocalExecutorOptions['environment']): Record<string, string> {
  const values = inheritedVariables.map((name) => [name, environment[name]] as const);
  return Object.fromEntries(
    values.filter((entry): entry is [(typeof entry)[0], string] => entry[1] !== undefined),
  );
}

function runVariables(
  options: LocalExecutorOptions,
  folder: string,
  request: StartRequest,
): Record<string, string> {
  return {
    TRAINYARD_RUN_ID: request.runId,
    TRAINYARD_RUN_TOKEN: request.token,
    TRAINYARD_SERVER_URL: options.serverUrl(),
    ...(options.serverUrlFile !== null && { TRAINYARD_SERVER_URL_FILE: options.serverUrlFile }),
    TRAINYARD_RUN_FOLDER: folder,
    TRAINYARD_FENCE: String(request.fence),
    ...options.checkoutVariables?.(request.checkout),
  };
}
