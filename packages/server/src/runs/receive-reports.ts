import type { Report, ReportsAnswer, ReportsRequest } from '@trainyard/core';
import { inTransaction, type Query } from '../db/in-transaction.ts';
import { isoTime } from '../jobs/present-job.ts';
import { applyReports } from './apply-reports.ts';
import { authenticateRun, fencedOff, type RunRow } from './authenticate-run.ts';
import type { RunOptions } from './run-options.ts';

/**
 * Applies what an agent reports, each number once and in order, in one transaction, and renews its lease. The
 * answer carries what the agent is to do. Throws 409 where the fencing number is not that of the run's lease,
 * or the run is over; a repetition of reports that were applied is answered all the same.
 */
export async function receiveReports(
  options: RunOptions,
  runId: string,
  token: string,
  request: ReportsRequest,
): Promise<ReportsAnswer> {
  const seen = await authenticateRun(options.db.query, runId, token);
  if (request.fence !== seen.fence) {
    throw fencedOff(`The fencing number ${request.fence} is not that of the lease, ${seen.fence}.`);
  }
  const now = options.clock.now();
  const fresh = request.reports.filter((report) => report.seq > seen.acknowledged_seq);
  if (fresh.length === 0 && (isOver(seen) || leaseIsFresh(options, seen, now))) {
    if (isOver(seen) && request.reports.length === 0) throw fencedOff('The run is over.');
    return answer(options.db.query, seen);
  }
  const { run, hasEnded } = await inTransaction(options.db, async (transaction) => {
    const run = await renewLease(transaction, seen, now + options.leaseMs);
    const following = inOrder(fresh, run.acknowledged_seq);
    const applied = await applyReports(transaction, run, following, now);
    return { run: { ...run, acknowledged_seq: applied.acknowledged }, hasEnded: applied.hasEnded };
  });
  if (run.acknowledged_seq > seen.acknowledged_seq) options.signals.changed(run.job_id);
  if (hasEnded) options.notifyDispatcher();
  return answer(options.db.query, run);
}

function isOver(run: RunRow): boolean {
  return run.state === 'ended' || run.outcome !== null;
}

/** A lease with most of its time left is not written again: a quiet run then costs no write. */
function leaseIsFresh({ leaseMs }: RunOptions, run: RunRow, now: number): boolean {
  return run.lease_expires_at !== null && run.lease_expires_at - now > leaseMs * 0.75;
}

/** Locks the run's row as well, so that reports that arrive together are applied one after the other. */
async function renewLease(transaction: Query, seen: RunRow, expiresAt: number): Promise<RunRow> {
  const run = await transaction
    .updateTable('runs')
    .set({ lease_expires_at: expiresAt })
    .where('id', '=', seen.id)
    .where('fence', '=', seen.fence)
    .where('token_hash', '=', seen.token_hash)
    .where('instance', 'is not', null)
    .where('state', 'in', ['starting', 'running'])
    .where('outcome', 'is', null)
    .returningAll()
    .executeTakeFirst();
  if (run === undefined) throw fencedOff('The run is over, or was never claimed.');
  return run;
}

/** Reports without a gap after the last one that was applied; what comes after a gap is sent again. */
function inOrder(reports: readonly Report[], acknowledged: number): readonly Report[] {
  const following: Report[] = [];
  let next = acknowledged + 1;
  for (const report of [...reports].sort((a, b) => a.seq - b.seq)) {
    if (report.seq > next) break;
    if (report.seq === next) {
      following.push(report);
      next += 1;
    }
  }
  return following;
}

async function answer(query: Query, run: RunRow): Promise<ReportsAnswer> {
  const commands = await query
    .selectFrom('run_commands')
    .select(['id', 'type'])
    .where('run_id', '=', run.id)
    .orderBy('id', 'desc')
    .limit(100)
    .execute();
  return {
    acknowledged: run.acknowledged_seq,
    lease_expires_at: isoTime(run.lease_expires_at ?? 0),
    commands: commands.reverse(),
  };
}
