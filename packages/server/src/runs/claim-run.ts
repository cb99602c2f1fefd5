import { type Assignment, type ClaimRequest, HttpError } from '@trainyard/core';
import { UnreadableSecretError } from '../accounts/secret-box.ts';
import { authenticateRun, fencedOff, type RunRow } from './authenticate-run.ts';
import { buildAssignment } from './build-assignment.ts';
import { lossOf, recordEnding } from './record-ending.ts';
import type { RunOptions } from './run-options.ts';

/**
 * Gives the run to the first agent that asks. The same agent may ask again (its answer was lost); any other,
 * and one whose run is over, gets 409.
 */
export async function claimRun(
  options: RunOptions,
  runId: string,
  token: string,
  request: ClaimRequest,
): Promise<Assignment> {
  if (request.instance === '') throw new HttpError(400, 'instance is empty.');
  const run = await authenticateRun(options.db.query, runId, token);
  if (request.fence !== undefined && request.fence !== run.fence) {
    throw fencedOff(`The fencing number ${request.fence} is not that of the lease, ${run.fence}.`);
  }
  const claimed: RunRow | undefined = await options.db.query
    .updateTable('runs')
    .set({
      instance: request.instance,
      host: request.host.slice(0, 255).replaceAll('\0', ''),
      lease_expires_at: options.clock.now() + options.leaseMs,
    })
    .where('id', '=', run.id)
    .where('state', 'in', ['starting', 'running'])
    .where('outcome', 'is', null)
    // The dispatcher gives a run that it starts again another token.
    .where('token_hash', '=', run.token_hash)
    .where((eb) => eb.or([eb('instance', 'is', null), eb('instance', '=', request.instance)]))
    .returningAll()
    .executeTakeFirst();
  if (claimed === undefined) throw fencedOff('Another agent has this run, or it is over.');
  return assign(options, claimed);
}

/** A run whose secrets cannot be read is ended: asking again, as its agent would, changes nothing. */
async function assign(options: RunOptions, run: RunRow): Promise<Assignment> {
  try {
    return await buildAssignment(options, run);
  } catch (error) {
    if (!(error instanceof UnreadableSecretError)) throw error;
    const ending = lossOf('SECRET_UNREADABLE', error.message);
    await recordEnding(options.db.query, run.id, ending, options.clock.now());
    options.notifyDispatcher();
    throw fencedOff(error.message);
  }
}
