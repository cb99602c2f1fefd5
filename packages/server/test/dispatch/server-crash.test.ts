import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { identifyProcess } from '@trainyard/agent';
import { describe, expect, onTestFinished, test } from 'vitest';
import { openDataDir } from '../../src/config/data-dir.ts';
import { killRunProcesses } from '../../src/executors/run-processes.ts';
import { ApiClient } from '../support/api-client.ts';
import { createTestTokens, picture } from '../support/build-server.ts';
import { forkSource } from '../support/run-source.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { trainConfig } from '../support/train-config.ts';
import { waitFor } from '../support/wait-for.ts';

/** A whole server with real agents, in a process that can be killed. */
async function createYard() {
  const dataDir = tempFolder();
  const runs = join(dataDir, 'runs');
  const tokens = await createTestTokens(openDataDir(dataDir).database);
  onTestFinished(async () => {
    for (const runId of existsSync(runs) ? readdirSync(runs) : []) await killRunProcesses(runId, [], 5000);
  });
  const startServer = async (): Promise<{ process: ChildProcess; api: ApiClient }> => {
    const child = forkSource(new URL('./server-process.ts', import.meta.url), [dataDir]);
    const [message] = (await once(child, 'message')) as [{ url: string }];
    return { process: child, api: new ApiClient(message.url, tokens.byAccount.ada) };
  };
  /** The process that a file in the folder of the only run names. */
  const processOf = (file: 'agent.json' | 'trainer.json') =>
    waitFor(`${file} of the run`, () => {
      const [runId] = existsSync(runs) ? readdirSync(runs) : [];
      const path = join(runs, runId ?? '', file);
      const text = runId !== undefined && existsSync(path) ? readFileSync(path, 'utf8') : '';
      return text.endsWith('\n') ? (JSON.parse(text) as { pid: number }).pid : null;
    });
  return { startServer, processOf };
}

async function kill(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  const exited = once(child, 'exit');
  child.kill(signal);
  await exited;
}

async function submitJob(api: ApiClient, steps: number): Promise<string> {
  await api.readyDataset('dogs', { 'a.jpg': picture, 'a.txt': 'a dog' });
  return api.submitted(trainConfig({ name: 'lora', dataset: 'dogs', steps }));
}

describe('a server with real agents', { timeout: 60_000 }, () => {
  test.each(['SIGKILL', 'SIGTERM'] as const)(
    'a run outlives its server (%s) and ends with every step and artifact after the restart',
    async (signal) => {
      const { startServer, processOf } = await createYard();
      const first = await startServer();
      const id = await submitJob(first.api, 60);
      await first.api.jobSteps(id);
      const trainer = await processOf('trainer.json');
      await kill(first.process, signal);
      expect(identifyProcess(trainer)).not.toBeNull();
      const { api } = await startServer();
      const job = (await api.jobReaches(id, 'STOPPED', 'FAILED', 'CANCELED')).body;
      expect(job).toMatchObject({
        status: 'STOPPED',
        run_number: 1,
        error: null,
        progress: { current_step: 60, total_steps: 60, percent: 100 },
      });
      const { artifacts } = (await api.job(id, 'GET', 'result')).body;
      expect(artifacts.checkpoints.at(-1)).toMatchObject({ filename: 'lora.safetensors', step: 60 });
      expect(artifacts.samples.map(({ step }: { step: number }) => step)).toContain(60);
      expect(artifacts.config).not.toBeNull();
      const { metrics } = (await api.job(id, 'GET', 'metrics')).body;
      expect(metrics).toHaveLength(60);
    },
  );

  test.each(['agent.json', 'trainer.json'] as const)(
    'a killed process (%s) is told within seconds, and a resume goes on from the last checkpoint',
    async (file) => {
      const { startServer, processOf } = await createYard();
      const { api } = await startServer();
      const id = await submitJob(api, 2000);
      await waitFor(
        'a checkpoint',
        async () => (await api.job(id, 'GET', 'result')).body.artifacts.checkpoints[0],
        {
          timeoutMs: 30_000,
        },
      );
      const trainer = await processOf('trainer.json');
      process.kill(await processOf(file), 'SIGKILL');
      const killedAt = Date.now();
      const stopped = (await api.jobReaches(id, 'STOPPED', 'FAILED', 'CANCELED')).body;
      expect(Date.now() - killedAt).toBeLessThan(5000);
      expect(stopped.status).toBe('STOPPED');
      expect(stopped.progress.current_step).toBeLessThan(2000);
      expect(stopped.error.reason).toBe(file === 'agent.json' ? 'RUN_LOST' : 'RUN_KILLED');
      expect(identifyProcess(trainer)).toBeNull();
      const resumed = (await api.job(id, 'POST', 'resume')).body;
      expect(resumed).toMatchObject({ id, run_number: 2 });
      expect(resumed.resumed_from_step).toBeGreaterThan(0);
      const running = (await api.jobSteps(id)).body;
      expect(running.progress.current_step).toBeGreaterThanOrEqual(resumed.resumed_from_step);
      const canceled = (await api.job(id, 'POST', 'cancel')).body;
      expect(canceled.status).toBe('CANCELED');
    },
  );
});
