import { type CallAnswer, HttpError, type installationRoutes } from '@trainyard/core';
import type { Clock } from '../clock.ts';
import type { Query } from '../db/in-transaction.ts';
import type { Db } from '../db/open.ts';
import type { Executor } from '../executors/executor.ts';
import { gpuOffers } from '../gpus/gpu-offers.ts';
import { isoTime } from '../jobs/present-job.ts';
import { selectPauses } from './queue-pauses.ts';

/** What is paused, as the API answers it. */
export type Pauses = CallAnswer<typeof installationRoutes.pauseQueue>;

export interface PauseOptions {
  readonly db: Db;
  readonly clock: Clock;
  readonly executor: Executor;
  /** Says that queued runs may start now, or no more. Must not throw. */
  readonly notifyDispatcher: () => void;
}

/** Who asks for a pause. */
interface Person {
  readonly name: string;
  readonly isAdministrator: boolean;
}

/** What is to be paused: the installation, one machine, or one GPU of it. */
interface Scope {
  readonly node?: string | undefined;
  readonly gpu?: string | undefined;
}

/**
 * Keeps queued runs from being started: once this has returned, none is given a GPU that is paused. What runs goes
 * on. A pause of what is paused already takes its place. Throws 403 for who is no administrator, and 404 where there
 * is no such machine or GPU.
 */
export async function pauseQueue(
  options: PauseOptions,
  person: Person,
  { reason, ...scope }: Scope & { readonly reason?: string | undefined },
): Promise<Pauses> {
  requireAdministrator(person);
  const place = await resolveScope(options, scope);
  const pause = {
    paused_by: person.name,
    reason: reason?.trim() || null,
    paused_at: options.clock.now(),
    gpu_label: place.gpu_label,
  };
  await options.db.query
    .insertInto('queue_pauses')
    .values({ node: place.node, gpu_id: place.gpu_id, ...pause })
    .onConflict((conflict) => conflict.columns(['node', 'gpu_id']).doUpdateSet(pause))
    .execute();
  options.notifyDispatcher();
  return presentPauses(options.db.query);
}

/** Ends a pause; of what is not paused, it changes nothing. Other pauses stay. Throws as `pauseQueue` does. */
export async function resumeQueue(options: PauseOptions, person: Person, scope: Scope): Promise<Pauses> {
  requireAdministrator(person);
  const known = await selectPauses(options.db.query);
  const isNamed = ({ node, gpu_id: gpu }: (typeof known)[number]) =>
    node === (scope.node ?? (scope.gpu === undefined ? '' : options.executor.node)) &&
    gpu === (scope.gpu ?? '');
  // Of a machine or GPU that is gone by now, too.
  const named = known.find(isNamed) ?? (await resolveScope(options, scope));
  await options.db.query
    .deleteFrom('queue_pauses')
    .where('node', '=', named.node)
    .where('gpu_id', '=', named.gpu_id)
    .execute();
  options.notifyDispatcher();
  return presentPauses(options.db.query);
}

/** Everything that is paused, for whoever asks: who waits is to know why. */
export async function presentPauses(query: Query): Promise<Pauses> {
  const pauses = await selectPauses(query);
  return {
    pauses: pauses.map((pause) => ({
      node: pause.node || null,
      gpu: pause.gpu_id || null,
      gpu_label: pause.gpu_label,
      paused_by: pause.paused_by,
      paused_at: isoTime(pause.paused_at),
      reason: pause.reason,
    })),
  };
}

function requireAdministrator({ isAdministrator }: Person): void {
  if (isAdministrator) return;
  throw new HttpError(403, 'Only an administrator may pause and resume the queue.');
}

async function resolveScope({ db, executor }: PauseOptions, { node, gpu }: Scope) {
  if (gpu === undefined) {
    if (node === undefined) return { node: '', gpu_id: '', gpu_label: null };
    if (node !== executor.node) await requireNode(db.query, node);
    return { node, gpu_id: '', gpu_label: null };
  }
  if (node !== undefined && node !== executor.node) {
    throw new HttpError(
      404,
      `The GPUs of the machine ${JSON.stringify(node)} are not known here. Pause them at the server of that machine.`,
    );
  }
  for (const { type, gpus } of await gpuOffers(executor)) {
    const place = gpus.findIndex(({ id }) => id === gpu);
    if (place !== -1) return { node: executor.node, gpu_id: gpu, gpu_label: `${type} #${place + 1}` };
  }
  throw new HttpError(404, `There is no GPU ${JSON.stringify(gpu)}; the list of GPUs has their ids.`);
}

async function requireNode(query: Query, node: string): Promise<void> {
  const known = await query
    .selectFrom('gpu_offers')
    .select('node')
    .where('node', '=', node)
    .limit(1)
    .executeTakeFirst();
  if (known === undefined) throw new HttpError(404, `There is no machine ${JSON.stringify(node)}.`);
}
