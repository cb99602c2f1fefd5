import type { CallAnswer, Client, datasetRoutes, jobRoutes } from '@trainyard/core';
import { exitCodes } from '../exit-codes.ts';
import { CommandFailure } from '../failure.ts';
import type { Io } from '../io.ts';

export type Dataset = CallAnswer<typeof datasetRoutes.listDatasets>['datasets'][number];
export type Job = CallAnswer<typeof jobRoutes.getJobStatus>;

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const pageSize = 200;

/** All datasets of the account, newest first, read page by page. */
export async function* listDatasets(client: Client, io: Io): AsyncGenerator<Dataset, void> {
  let cursor: string | undefined;
  do {
    const page = await client.listDatasets({ query: pageQuery(cursor), signal: io.signal });
    yield* page.datasets;
    cursor = page.next_cursor ?? undefined;
  } while (cursor !== undefined);
}

/** All jobs of the account, newest first, read page by page. */
export async function* listJobs(client: Client, io: Io, status?: Job['status']): AsyncGenerator<Job, void> {
  let cursor: string | undefined;
  do {
    const query = { ...pageQuery(cursor), ...(status === undefined ? {} : { status }) };
    const page = await client.listJobs({ query, signal: io.signal });
    yield* page.jobs;
    cursor = page.next_cursor ?? undefined;
  } while (cursor !== undefined);
}

/** The id of a dataset given by name or id; null where no dataset has that name. */
export async function findDatasetId(client: Client, nameOrId: string, io: Io): Promise<string | null> {
  if (uuid.test(nameOrId)) return nameOrId.toLowerCase();
  for await (const dataset of listDatasets(client, io)) if (dataset.name === nameOrId) return dataset.id;
  return null;
}

/** As `findDatasetId`, but throws `CommandFailure` where no dataset has that name. */
export async function needDatasetId(client: Client, nameOrId: string, io: Io): Promise<string> {
  const id = await findDatasetId(client, nameOrId, io);
  if (id !== null) return id;
  throw new CommandFailure(
    exitCodes.refused,
    `There is no dataset "${nameOrId}" in this account. "trainyard dataset list" shows those there are.`,
  );
}

/** The id of a job given by name or id. Throws `CommandFailure` where no job has that name. */
export async function needJobId(client: Client, nameOrId: string, io: Io): Promise<string> {
  if (uuid.test(nameOrId)) return nameOrId.toLowerCase();
  for await (const job of listJobs(client, io)) if (job.name === nameOrId) return job.id;
  throw new CommandFailure(
    exitCodes.refused,
    `There is no job "${nameOrId}" in this account. "trainyard job list" shows those there are.`,
  );
}

function pageQuery(cursor: string | undefined): { limit: number; cursor?: string } {
  return { limit: pageSize, ...(cursor === undefined ? {} : { cursor }) };
}
