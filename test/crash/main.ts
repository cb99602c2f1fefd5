import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { createPostgresDatabase } from '../../packages/server/test/support/postgres.ts';
import { runCampaign } from './campaign.ts';
import { checkHistory } from './history-checker.ts';
import { summarise } from './summary.ts';
import { jobVariants } from './variants.ts';

/*
 * A long campaign: npm run test:crash -- --kills 100 --seed 7
 * (with --trainer ai-toolkit: the adapter of AI Toolkit over a trainer that behaves as it was recorded)
 * (with --postgres: a server on PostgreSQL, the one of TEST_POSTGRES_URL or one that is started for it)
 * Kills so many servers, agents and trainers each, over a queue of jobs, and checks what happened.
 */
const { values } = parseArgs({
  options: {
    kills: { type: 'string', default: '100' },
    seed: { type: 'string', default: String(Date.now() % 100_000) },
    scale: { type: 'string', default: '1' },
    trainer: { type: 'string', default: 'builtin' },
    postgres: { type: 'boolean', default: false },
  },
});
const count = Number(values.kills);
const root = mkdtempSync(join(tmpdir(), 'trainyard-crash-'));
const postgres = values.postgres ? await createPostgresDatabase() : null;
const began = performance.now();
const history = await runCampaign({
  seed: Number(values.seed),
  kills: { server: count, agent: count, trainer: count },
  root,
  variants: jobVariants(Number(values.scale)),
  trainer: values.trainer === 'ai-toolkit' ? 'ai-toolkit' : 'builtin',
  postgresUrl: postgres?.url ?? null,
  pauseMs: 900,
  patienceMs: 10_000,
  jobsAtOnce: 2,
  note: (line) => console.error(`${((performance.now() - began) / 1000).toFixed(1)} s  ${line}`),
});
for (const line of summarise(history)) console.log(line);
const violations = checkHistory(history);
for (const { rule, message } of violations) console.log(`${rule}: ${message}`);
if (violations.length === 0) {
  console.log('Every rule holds.');
  rmSync(root, { recursive: true, force: true });
  await postgres?.drop();
} else {
  const file = join(root, 'history.json');
  const readable = (_: string, value: unknown) => (value instanceof Map ? Object.fromEntries(value) : value);
  writeFileSync(file, JSON.stringify(history, readable, 1));
  console.log(`${violations.length} violations. History, data and log of the server: ${root}`);
  process.exitCode = 1;
}
