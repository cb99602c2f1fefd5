import type { Logger } from 'pino';
import type { SecretBox } from '../accounts/secret-box.ts';
import type { Clock } from '../clock.ts';
import type { Db } from '../db/open.ts';
import type { RefusedModels } from '../models/refused-models.ts';
import { hubTokenOf } from '../runs/hub-token.ts';
import type { QueuedRun } from './dispatch-options.ts';

/** Whether the hub still lets queued runs fetch their models, asked before a run gets its GPUs. */
export interface ModelChecks {
  /** Learns which tokens have changed, and asks again for runs that were refused; once before a pass. */
  refresh(): Promise<void>;
  /** Why a run is not started, in words; null where the hub was not asked or refuses nothing. */
  refusal(run: QueuedRun): string | null;
  /** Whether what is known of a run is new enough to start it; asks the hub where it is not. */
  isFresh(run: QueuedRun): boolean;
}

export interface ModelCheckOptions {
  readonly db: Db;
  readonly clock: Clock;
  readonly logger: Pick<Logger, 'warn'>;
  readonly box: Pick<SecretBox, 'decrypt'>;
  readonly accountSecret: (accountId: string, name: string) => Promise<string | null>;
  /** The installation's token, for accounts without one. */
  readonly hfToken: string | null;
  /** Null for a trainer that fetches nothing. */
  readonly refusedModels: RefusedModels | null;
  /** Told when an answer has come. */
  readonly notify: () => void;
}

interface Known {
  readonly run: QueuedRun;
  /** When the hub was asked. */
  readonly at: number;
  readonly refusal: string | null;
}

/** What was found at the submission, or since, holds for so long: licences and tokens are taken back seldom. */
const freshMs = 60_000;

/** Asks in the background: what a hub does not answer in time it has not refused. Null where no run fetches a model. */
export function createModelChecks(options: ModelCheckOptions): ModelChecks | null {
  const { db, clock, refusedModels } = options;
  if (refusedModels === null) return null;
  const known = new Map<string, Known>();
  const asking = new Set<string>();
  let tokenChanges: ReadonlyMap<string, number> = new Map();

  const isOld = (run: QueuedRun) => {
    const at = known.get(run.id)?.at ?? run.created_at;
    return clock.now() - at > freshMs || (tokenChanges.get(run.account_id) ?? 0) > at;
  };

  const ask = (run: QueuedRun): void => {
    if (asking.has(run.id)) return;
    asking.add(run.id);
    const at = clock.now();
    refusalOf({ ...options, refusedModels }, run)
      .then(
        (refusal) => {
          if (refusal === undefined) known.delete(run.id);
          else known.set(run.id, { run, at, refusal });
        },
        (error: unknown) => {
          options.logger.warn({ err: error, runId: run.id }, 'the models of a run were not looked for');
          known.set(run.id, { run, at, refusal: null });
        },
      )
      .finally(() => {
        asking.delete(run.id);
        options.notify();
      });
  };

  return {
    async refresh() {
      const rows = await db.query
        .selectFrom('secrets')
        .select(['account_id', 'updated_at'])
        .where('name', '=', 'HF_TOKEN')
        .execute();
      tokenChanges = new Map(rows.map((row) => [row.account_id, row.updated_at]));
      for (const [id, { run, refusal }] of known) {
        if (!isOld(run)) continue;
        if (refusal === null) known.delete(id);
        else ask(run);
      }
    },
    refusal: (run) => known.get(run.id)?.refusal ?? null,
    isFresh(run) {
      if (!asking.has(run.id) && !isOld(run)) return true;
      ask(run);
      return false;
    },
  };
}

/** Undefined for a run that no longer waits. */
async function refusalOf(
  options: ModelCheckOptions & { readonly refusedModels: RefusedModels },
  run: QueuedRun,
): Promise<string | null | undefined> {
  const row = await options.db.query
    .selectFrom('runs')
    .innerJoin('job_configs', (join) =>
      join
        .onRef('job_configs.job_id', '=', 'runs.job_id')
        .onRef('job_configs.version', '=', 'runs.config_version'),
    )
    .select(['job_configs.resolved', 'job_configs.hf_token_ciphertext'])
    .where('runs.id', '=', run.id)
    .where('runs.state', '=', 'queued')
    .executeTakeFirst();
  if (row === undefined) return undefined;
  const config = JSON.parse(row.resolved) as Record<string, unknown>;
  const token = await hubTokenOf(options, run.account_id, row.hf_token_ciphertext);
  const findings = await options.refusedModels(config, token);
  if (findings.length === 0) return null;
  const what = findings.map(({ message, fix }) => (fix === undefined ? message : `${message} ${fix}`));
  return `${what.join(' ')} The job starts by itself once that is done.`;
}
