import { existsSync, readdirSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { type Db, openDatabase } from '../../packages/server/src/db/open.ts';
import type { Audit } from './history.ts';

const dayMs = 24 * 60 * 60 * 1000;

/** Makes what is half written look old, so that the next start of a server has to clear it away. */
export function ageTemporaryFiles(dataDir: string): void {
  const longAgo = new Date(Date.now() - 2 * dayMs);
  for (const path of temporaryFiles(dataDir)) utimesSync(path, longAgo, longAgo);
}

function temporaryFiles(dataDir: string): string[] {
  return [join(dataDir, 'objects', 'tmp'), join(dataDir, 'tmp')]
    .filter((folder) => existsSync(folder))
    .flatMap((folder) => readdirSync(folder).map((name) => join(folder, name)));
}

/** True once the server that runs has reclaimed what it can. */
export async function hasReclaimed(databaseUrl: string): Promise<boolean> {
  const db = openDatabase(databaseUrl);
  try {
    const garbage = await db.query.selectFrom('object_garbage').select('object_key').limit(1).execute();
    return garbage.length === 0;
  } finally {
    await db.close();
  }
}

/** Reads what no server uses any more; `startedAt` is when the last one was started. */
export async function auditInstallation(
  { dataDir, databaseUrl }: { readonly dataDir: string; readonly databaseUrl: string },
  startedAt: number,
  processes: readonly { pid: number; command: string }[],
): Promise<Audit> {
  const db = openDatabase(databaseUrl);
  try {
    const named = await namedObjects(db);
    const stored = storedObjects(join(dataDir, 'objects', 'files'));
    return {
      ...(await readRows(db)),
      missingObjects: [...named.inUse].filter((key) => !stored.has(key)),
      leftovers: [
        ...(await leftRows(db, startedAt)),
        ...[...stored]
          .filter((key) => !named.inUse.has(key) && !named.mayStay.has(key))
          .map((key) => `The object ${key} belongs to nothing.`),
        ...temporaryFiles(dataDir).map((path) => `The temporary file ${path} was not cleared away.`),
        ...foldersOfRuns(dataDir).map((path) => `The folder ${path} of a run was not cleared away.`),
        ...processes.map(({ pid, command }) => `The process ${pid} still runs: ${command}`),
      ],
    };
  } finally {
    await db.close();
  }
}

/** Those of runs that are over as well, which are moved aside before they are deleted. */
function foldersOfRuns(dataDir: string): string[] {
  return [join(dataDir, 'runs'), join(dataDir, 'runs-discarded')]
    .filter((folder) => existsSync(folder))
    .flatMap((folder) => readdirSync(folder, { withFileTypes: true }))
    .filter((entry) => entry.isDirectory())
    .map((entry) => join(entry.parentPath, entry.name));
}

async function readRows({ query }: Db): Promise<Pick<Audit, 'jobs' | 'runs' | 'statusEvents'>> {
  const jobs = await query
    .selectFrom('jobs')
    .innerJoin('accounts', 'accounts.id', 'jobs.account_id')
    .select(['jobs.id', 'jobs.name', 'jobs.status', 'jobs.deleted_at', 'accounts.name as account'])
    .execute();
  const runs = await query.selectFrom('runs').selectAll().orderBy('number').execute();
  const events = await query
    .selectFrom('job_events')
    .selectAll()
    .where('type', '=', 'status')
    .orderBy('id')
    .execute();
  return {
    jobs: jobs.map(({ deleted_at, ...job }) => ({ ...job, isDeleted: deleted_at !== null })),
    runs: runs.map((run) => ({
      id: run.id,
      jobId: run.job_id,
      number: run.number,
      state: run.state,
      outcome: run.outcome,
      gpuType: run.gpu_type,
      resumeStep: run.resume_step,
    })),
    statusEvents: events.map(({ job_id, run_id, data }) => ({
      jobId: job_id,
      runId: run_id,
      ...(JSON.parse(data) as Pick<Audit['statusEvents'][number], 'from' | 'to' | 'event'>),
    })),
  };
}

/** Rows that hold something for a run that is over, or that wait for something that will not come. */
async function leftRows({ query }: Db, startedAt: number): Promise<string[]> {
  const leases = await query.selectFrom('gpu_leases').selectAll().execute();
  const pins = await query.selectFrom('run_datasets').selectAll().where('released_at', 'is', null).execute();
  const commands = await query.selectFrom('run_commands').selectAll().execute();
  const unfinished = await query
    .selectFrom('artifacts')
    .selectAll()
    .where('published_at', 'is', null)
    .execute();
  const garbage = await query.selectFrom('object_garbage').selectAll().execute();
  const uploads = await query
    .selectFrom('uploads')
    .selectAll()
    .where('method', '=', 'direct')
    .where('expires_at', '<', startedAt)
    .execute();
  return [
    ...leases.map((lease) => `The GPU ${lease.gpu_id} is held by the run ${lease.run_id}.`),
    ...pins.map((pin) => `The dataset ${pin.name} is pinned by the run ${pin.run_id}.`),
    ...commands.map((command) => `A command waits for the run ${command.run_id}.`),
    ...unfinished.map((artifact) => `The artifact ${artifact.filename} of ${artifact.run_id} never came.`),
    ...garbage.map(({ object_key }) => `The object ${object_key} was not reclaimed.`),
    ...uploads.map(({ filename }) => `An upload of ${filename} counts for ever.`),
  ];
}

async function namedObjects({ query }: Db): Promise<{ inUse: Set<string>; mayStay: Set<string> }> {
  const files = await query.selectFrom('dataset_files').select('object_key').execute();
  const artifacts = await query
    .selectFrom('artifacts')
    .select('object_key')
    .where('published_at', 'is not', null)
    .execute();
  const uploads = await query.selectFrom('uploads').select(['id', 'dataset_id']).execute();
  return {
    inUse: new Set([...files, ...artifacts].map(({ object_key }) => object_key)),
    // Bytes of uploads that died go when their time is up.
    mayStay: new Set(uploads.map(({ id, dataset_id }) => `datasets/${dataset_id}/${id}`)),
  };
}

function storedObjects(folder: string): Set<string> {
  if (!existsSync(folder)) return new Set();
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  return new Set(
    entries
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1)),
  );
}
