import type { CallAnswer, jobDetailRoutes } from '@trainyard/core';
import type { JobOptions } from './job-options.ts';

type Answer = CallAnswer<typeof jobDetailRoutes.getConfigFacts>;

/** Everything that whoever writes a config needs to check it where they are. Nothing in it is secret. */
export async function configFacts(
  options: Pick<JobOptions, 'db' | 'gpuOffers' | 'loadFacts'>,
  accountId: string,
  body: { readonly config_file: string },
): Promise<Answer> {
  const { facts, name } = await options.loadFacts(accountId, body.config_file);
  const offers = await options.gpuOffers();
  return {
    facts: facts as Answer['facts'],
    gpu_types: offers.map(({ type, cards }) => ({ gpu_type: type, gpus: cards })),
    name_taken: name !== null && (await isNameTaken(options, accountId, name)),
  };
}

/** Whether a job of the account that is not deleted has the name. */
export async function isNameTaken(
  { db }: Pick<JobOptions, 'db'>,
  accountId: string,
  name: string,
): Promise<boolean> {
  // PostgreSQL takes no NUL in a text, and no job has one in its name.
  if (name.includes('\0')) return false;
  const job = await db.query
    .selectFrom('jobs')
    .select('id')
    .where('account_id', '=', accountId)
    .where('name', '=', name)
    .where('kind', '=', 'training')
    .where('deleted_at', 'is', null)
    .executeTakeFirst();
  return job !== undefined;
}
