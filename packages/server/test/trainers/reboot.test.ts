import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { identifyProcess } from '@trainyard/agent';
import { expect, onTestFinished, test, vi } from 'vitest';
import { openDataDir } from '../../src/config/data-dir.ts';
import { loadSettings } from '../../src/config/load.ts';
import { openDatabase } from '../../src/db/open.ts';
import { killRunProcesses } from '../../src/executors/run-processes.ts';
import { startServer } from '../../src/start-server.ts';
import { ApiClient } from '../support/api-client.ts';
import { createTestTokens, picture } from '../support/build-server.ts';
import { databases } from '../support/databases.ts';
import { keepingLogger } from '../support/keeping-logger.ts';
import { behaviourLine, recordedTrainer } from '../support/recorded-trainer.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { trainConfig } from '../support/train-config.ts';
import { waitFor } from '../support/wait-for.ts';

// Processes of their own do the work, and a busy machine takes its time to start them.
vi.setConfig({ testTimeout: 180_000 });

/** A process that has nothing to do with any run. */
async function innocent(): Promise<{ pid: number; start_time: string }> {
  const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], {
    detached: true,
    stdio: 'ignore',
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  await once(child, 'spawn');
  const pid = child.pid ?? 0;
  return { pid, start_time: identifyProcess(pid)?.startTime ?? '' };
}

for (const dialect of databases) {
  test(`after a reboot the run is gone, its GPU is free and its job can be resumed, on ${dialect.name}`, async () => {
    vi.stubEnv('HF_HUB_OFFLINE', '1');
    const dataDir = tempFolder();
    const runs = join(dataDir, 'runs');
    const databaseUrl = dialect.name === 'sqlite' ? openDataDir(dataDir).database : await dialect.createUrl();
    const tokens = await createTestTokens(databaseUrl);
    const settings = loadSettings({
      flags: {
        port: '0',
        dataDir,
        gpus: 'ADA_80_PLUS=1',
        stopGraceSeconds: '2',
        ...(dialect.name === 'postgres' && { databaseUrl }),
        ...recordedTrainer(tempFolder()),
      },
      env: {},
      file: null,
    });
    const start = async () => {
      const server = await startServer(settings, { logger: keepingLogger().logger });
      onTestFinished(() => server.close());
      return { server, api: new ApiClient(server.url, tokens.byAccount.ada) };
    };
    onTestFinished(async () => {
      for (const runId of readdirSync(runs)) await killRunProcesses(runId, [], 5000);
    });

    const before = await start();
    await before.api.readyDataset('dogs', { 'a.jpg': picture, 'a.txt': 'a dog' });
    const process = behaviourLine({ stepMs: 30 });
    const id = await before.api.submitted(
      trainConfig({ name: 'cats', dataset: 'dogs', steps: 5000, process }),
    );
    const waiting = await before.api.submitted(
      trainConfig({ name: 'next', dataset: 'dogs', steps: 5000, process }),
    );
    await waitFor(
      'a checkpoint',
      async () => (await before.api.job(id, 'GET', 'result')).body.artifacts.checkpoints[0],
      { timeoutMs: 60_000 },
    );
    await before.server.close();

    // The power goes. After the boot, somebody else's process has the number of each, by chance even with the
    // same start time: that is counted from the boot.
    const [runId = ''] = readdirSync(runs);
    await killRunProcesses(runId, [], 5000);
    const stranger = await innocent();
    const record = { ...stranger, boot_id: 'of the boot before' };
    for (const file of ['started.json', 'agent.json', 'trainer.json']) {
      writeFileSync(join(runs, runId, file), JSON.stringify({ run_id: runId, ...record }));
    }
    const db = openDatabase(databaseUrl);
    const handle = { pid: stranger.pid, startTime: stranger.start_time, bootId: record.boot_id };
    await db.query
      .updateTable('runs')
      .set({ handle: JSON.stringify(handle) })
      .where('id', '=', runId)
      .execute();
    expect(
      await db.query.selectFrom('jobs').select('status').where('id', '=', id).executeTakeFirst(),
    ).toEqual({
      status: 'RUNNING',
    });
    await db.close();

    const { api } = await start();
    const job = (await api.jobReaches(id, 'STOPPED', 'FAILED', 'CANCELED')).body;
    expect(job).toMatchObject({ status: 'STOPPED', error: { code: 'RUN_LOST', reason: 'RUN_LOST' } });
    expect(job.error.message).toMatch(/the machine was restarted\. The job can be resumed/);
    expect(identifyProcess(stranger.pid)?.startTime).toBe(stranger.start_time);
    // The one card goes to the job that waited for it, and then back to the first.
    await api.jobSteps(waiting);
    await api.job(waiting, 'POST', 'cancel');
    const resumed = (await api.job(id, 'POST', 'resume')).body;
    expect(resumed.resumed_from_step).toBeGreaterThan(0);
    const running = (await api.jobSteps(id)).body;
    expect(running.progress.current_step).toBeGreaterThanOrEqual(resumed.resumed_from_step);
    await api.job(id, 'POST', 'cancel');
    await api.jobReaches(id, 'CANCELED');
    expect(identifyProcess(stranger.pid)?.startTime).toBe(stranger.start_time);
  });
}
