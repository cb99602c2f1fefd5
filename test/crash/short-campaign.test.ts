import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { createPostgresDatabase, hasPostgres } from '../../packages/server/test/support/postgres.ts';
import { runCampaign } from './campaign.ts';
import { checkHistory } from './history-checker.ts';
import { eventsOf } from './rules/rule.ts';
import type { CampaignTrainer } from './trainer.ts';
import { jobVariants } from './variants.ts';

test.each<[CampaignTrainer, 'SQLite' | 'PostgreSQL']>([
  ['builtin', 'SQLite'],
  ['ai-toolkit', hasPostgres() ? 'PostgreSQL' : 'SQLite'],
])(
  'a few kills of server, agents and trainers of %s lose nothing on %s',
  { timeout: 240_000 },
  async (trainer, database) => {
    const root = mkdtempSync(join(tmpdir(), 'trainyard-crash-'));
    onTestFinished(() => rmSync(root, { recursive: true, force: true }));
    const postgres = database === 'PostgreSQL' ? await createPostgresDatabase() : null;
    onTestFinished(() => postgres?.drop());
    const { plain, 'plain-longer': longer } = jobVariants(0.2);
    if (plain === undefined || longer === undefined) throw new Error('The variants have other names.');
    const history = await runCampaign({
      seed: 11,
      kills: { server: 2, agent: 2, trainer: 1 },
      root,
      trainer,
      postgresUrl: postgres?.url ?? null,
      variants: { plain, 'plain-longer': longer },
      pauseMs: 500,
      // All the other tests run at the same time.
      patienceMs: 30_000,
      jobsAtOnce: 1,
      note: () => undefined,
    });
    expect(checkHistory(history)).toEqual([]);
    // What would hold of a campaign in which nothing happened is not enough.
    expect(eventsOf(history.events, 'killed').length).toBeGreaterThanOrEqual(4);
    expect(history.audit.runs.some(({ outcome }) => outcome === 'lost')).toBe(true);
    expect(history.audit.runs.some(({ outcome }) => outcome === 'finished')).toBe(true);
  },
);
