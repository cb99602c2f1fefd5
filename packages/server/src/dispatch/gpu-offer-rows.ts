import { inTransaction } from '../db/in-transaction.ts';
import type { GpuOffer } from '../gpus/gpu-offers.ts';
import type { DispatchOptions } from './dispatch-options.ts';

/** How often a node says again what it offers. */
const repeatMs = 60_000;
/** A node that has said nothing for so long offers nothing any more. */
const goneMs = 5 * repeatMs;

/** Writes down what this node offers, for the other nodes of the installation; returns when it is to be done again. */
export async function rememberOffers(
  { db, executor, clock }: DispatchOptions,
  offers: readonly GpuOffer[],
): Promise<number> {
  const { node } = executor;
  const at = clock.now();
  await inTransaction(db, async (transaction) => {
    await transaction.deleteFrom('gpu_offers').where('node', '=', node).execute();
    if (offers.length === 0) return;
    await transaction
      .insertInto('gpu_offers')
      .values(offers.map(({ type, cards }) => ({ node, gpu_type: type, cards, seen_at: at })))
      .execute();
  });
  return at + repeatMs;
}

/** The types that other nodes have offered lately. */
export async function typesElsewhere({ db, executor, clock }: DispatchOptions): Promise<ReadonlySet<string>> {
  const rows = await db.query
    .selectFrom('gpu_offers')
    .select('gpu_type')
    .distinct()
    .where('node', '<>', executor.node)
    .where('seen_at', '>', clock.now() - goneMs)
    .execute();
  return new Set(rows.map((row) => row.gpu_type));
}
