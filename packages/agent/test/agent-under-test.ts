import { type ChildProcess, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Assignment, ManifestFile, Report } from '@trainyard/core';
import { expect } from 'vitest';
import { agentProgram } from '../src/index.ts';
import { identifyProcess } from '../src/supervisor/process-identity.ts';
import { type RunServer, runToken, startRunServer } from './run-server.ts';

const scriptedAgent = fileURLToPath(new URL('./fixtures/scripted-agent.ts', import.meta.url));

/** One action of the scripted trainer and its argument. */
export type Script = readonly (readonly [action: string, argument?: unknown])[];

/** An agent process that is running or has ended. */
interface RunningAgent {
  process: ChildProcess;
  /** Its standard error so far. */
  log(): string;
  ended: Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
}

/** A server, a folder and whatever agents a test starts on them. */
export interface Bench {
  server: RunServer;
  folder: string;
  startAgent(options?: {
    entry?: string;
    serverUrl?: string;
    serverUrlFile?: string;
    /** Further variables of the agent. */
    environment?: Readonly<Record<string, string>>;
  }): RunningAgent;
  /** Waits until `condition` holds; fails with what is known after fifteen seconds, or `patienceMs`. */
  waitFor(what: string, condition: () => boolean, patienceMs?: number): Promise<void>;
  reportsOf<Type extends Report['type']>(type: Type): Extract<Report, { type: Type }>[];
  logText(): string;
  /** The steps of all points reported, in order. */
  steps(): number[];
  /** The trainer's process, 0 before it is reported started. */
  trainerPid(): number;
  close(): Promise<void>;
}

/** An assignment whose scripted trainer does `script` in a run of ten steps. */
export function scriptedAssignment(script: Script, changes: Partial<Assignment> = {}): Assignment {
  return {
    run_id: 'run_1',
    job_id: 'job_1',
    job_name: 'my_lora',
    fence: 5,
    trainer: 'builtin',
    gpus: [{ id: 'cpu-0', index: 0 }],
    config: {
      job: 'extension',
      config: {
        name: 'my_lora',
        process: [
          {
            type: 'diffusion_trainer',
            training_folder: '/app/ai-toolkit/output',
            train: { steps: 10 },
            script,
          },
        ],
      },
    },
    total_steps: 10,
    datasets: [],
    resume_from: null,
    secrets: {},
    report_interval_ms: 50,
    stop_grace_ms: 5_000,
    ...changes,
  };
}

/** A manifest entry for bytes that lie at `/files/<name>` of the server. */
export function manifestFile(
  filename: string,
  bytes: Buffer | string,
  localPath: string | null = null,
): ManifestFile {
  return {
    filename,
    size_bytes: Buffer.byteLength(bytes),
    sha256: createHash('sha256').update(bytes).digest('hex'),
    url: `/files/${encodeURIComponent(filename)}`,
    local_path: localPath,
  };
}

/** Starts a server that gives out `assignment`; links that begin with a slash are made to lead to it. */
export async function openBench(assignment: Assignment): Promise<Bench> {
  const folder = mkdtempSync(join(tmpdir(), 'agent-test-'));
  const server = await startRunServer(assignment);
  const files = [
    ...assignment.datasets.flatMap((dataset) => dataset.files),
    ...(assignment.resume_from?.files ?? []),
  ];
  for (const file of files) file.url = server.url + file.url;
  const agents: RunningAgent[] = [];

  const reportsOf: Bench['reportsOf'] = (type) =>
    server.reports.filter((report): report is Extract<Report, { type: typeof type }> => report.type === type);

  return {
    server,
    folder,
    startAgent(options = {}) {
      const child = spawn(process.execPath, [...agentProgram.nodeFlags, options.entry ?? scriptedAgent], {
        env: {
          PATH: process.env['PATH'],
          AWS_SECRET_ACCESS_KEY: 'of the machine',
          TRAINYARD_RUN_ID: assignment.run_id,
          TRAINYARD_RUN_TOKEN: runToken,
          TRAINYARD_SERVER_URL: options.serverUrl ?? server.url,
          TRAINYARD_RUN_FOLDER: join(folder, 'run'),
          TRAINYARD_FENCE: String(assignment.fence),
          ...(options.serverUrlFile === undefined
            ? {}
            : { TRAINYARD_SERVER_URL_FILE: options.serverUrlFile }),
          ...options.environment,
        },
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      let log = '';
      child.stderr.on('data', (chunk: Buffer) => {
        log += chunk.toString();
      });
      child.stdout.on('data', (chunk: Buffer) =>
        server.breaches.push(`the agent printed ${chunk.toString()}`),
      );
      const ended = new Promise<{ code: number | null; signal: NodeJS.Signals | null }>((resolve) =>
        child.once('close', (code, signal) => resolve({ code, signal })),
      );
      const agent = { process: child, log: () => log, ended };
      agents.push(agent);
      return agent;
    },
    async waitFor(what, condition, patienceMs = 15_000) {
      const giveUpAt = performance.now() + patienceMs;
      while (!condition()) {
        if (performance.now() > giveUpAt) {
          const known = JSON.stringify(server.reports.slice(-20), null, 1);
          throw new Error(
            `Waited in vain for ${what}.\n${known}\n${agents.map((agent) => agent.log()).join('\n')}`,
          );
        }
        await new Promise((resolve) => setTimeout(resolve, 10));
      }
    },
    reportsOf,
    logText: () =>
      reportsOf('log')
        .map((report) => report.text)
        .join(''),
    steps: () => reportsOf('progress').flatMap((report) => report.metrics.map((point) => point.step)),
    trainerPid: () => reportsOf('started')[0]?.pid ?? 0,
    async close() {
      for (const agent of agents) agent.process.kill('SIGKILL');
      await Promise.all(agents.map((agent) => agent.ended));
      await server.close();
      rmSync(folder, { recursive: true, force: true });
      expect(server.breaches).toEqual([]);
    },
  };
}

/** True while a process of this number runs. */
export function exists(pid: number): boolean {
  return identifyProcess(pid) !== null;
}
