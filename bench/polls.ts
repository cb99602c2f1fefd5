import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import Sqlite from 'better-sqlite3';
import { type BenchServer, startBenchServer } from './server-process.ts';
import { inTurn, median } from './statistics.ts';

/** Adds ended jobs, as rows: what a long-lived installation holds. Returns the id of one in the middle. */
function addEndedJobs(dataDir: string, count: number): string {
  const db = new Sqlite(join(dataDir, 'trainyard.db'));
  const account = db.prepare('select id from accounts').pluck().get();
  const job = db.prepare(`insert into jobs (id, account_id, name, status, gpu_type, gpu_count, config_version,
    current_step, total_steps, run_id, fence, log_bytes, created_at, updated_at, started_at, finished_at)
    values (?, ?, ?, 'STOPPED', 'ADA_80_PLUS', 1, 1, 100, 100, ?, 1, 0, ?, ?, ?, ?)`);
  const run =
    db.prepare(`insert into runs (id, job_id, account_id, number, state, fence, config_version, trainer,
    gpu_type, gpu_count, acknowledged_seq, current_step, outcome, created_at, started_at, ended_at)
    values (?, ?, ?, 1, 'ended', 1, 1, 'builtin', 'ADA_80_PLUS', 1, 9, 100, 'finished', ?, ?, ?)`);
  let middle = '';
  db.transaction(() => {
    for (let i = 0; i < count; i++) {
      const [id, runId, at] = [randomUUID(), randomUUID(), Date.now() - i];
      job.run(id, account, `ended-${id}`, runId, at, at, at, at);
      run.run(runId, id, account, at, at, at);
      if (i === Math.floor(count / 2)) middle = id;
    }
  })();
  db.exec('analyze');
  db.close();
  return middle;
}

async function pollMs(server: BenchServer, jobId: string): Promise<number> {
  const polls = 300;
  const start = performance.now();
  for (let i = 0; i < polls; i++) {
    const response = await fetch(`${server.url}/prod/v1/trainers/ai-toolkit/jobs/${jobId}/status`, {
      headers: { authorization: `Bearer ${server.token}` },
    });
    if (response.status !== 200) throw new Error(`status answered ${response.status}`);
    await response.arrayBuffer();
  }
  return (performance.now() - start) / polls;
}

/** Status polls with many ended jobs in the database against few. */
export async function benchPolls(): Promise<string[]> {
  const few = await startBenchServer();
  const many = await startBenchServer();
  try {
    const fewId = addEndedJobs(few.dataDir, 10);
    const manyId = addEndedJobs(many.dataDir, 100_000);
    await inTurn(
      1,
      () => pollMs(few, fewId),
      () => pollMs(many, manyId),
    );
    const { first, second } = await inTurn(
      7,
      () => pollMs(few, fewId),
      () => pollMs(many, manyId),
    );
    const ratio = median(second.map((ms, i) => ms / (first[i] ?? Number.NaN)));
    return [
      `polls: ${median(second).toFixed(2)} ms with 100,000 ended jobs against ${median(first).toFixed(2)} ms with ten: ratio ${ratio.toFixed(2)} (wanted: about 1)`,
    ];
  } finally {
    await few.close();
    await many.close();
  }
}
