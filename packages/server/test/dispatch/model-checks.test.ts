import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import { deriveKeys } from '../../src/accounts/secret-box.ts';
import { createSecrets } from '../../src/accounts/secrets.ts';
import { createModelChecks } from '../../src/dispatch/model-checks.ts';
import { createRefusedModels } from '../../src/models/refused-models.ts';
import { createWorld, submitted } from '../jobs/world.ts';
import { databases, type TestDialect } from '../support/databases.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { waitFor } from '../support/wait-for.ts';

/** A hub that lets nobody fetch but those with a token that it knows. */
async function startHub() {
  const asked: string[] = [];
  const known = new Set<string>();
  const server = createServer(({ headers }, response) => {
    const token = headers.authorization?.replace('Bearer ', '') ?? '';
    asked.push(token);
    if (!known.has(token)) response.writeHead(403, { 'x-error-code': 'GatedRepo' });
    response.end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  return { asked, known, endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

async function createChecks(dialect: TestDialect, environment: Record<string, string> = {}) {
  const db = await dialect.open();
  const world = await createWorld(db);
  await world.addDataset(world.accountId, 'dogs');
  const hub = await startHub();
  const { box } = deriveKeys('a secret of a test that is long enough');
  const secrets = createSecrets({ db, clock: world.clock, box });
  let answers = 0;
  const checks = createModelChecks({
    db,
    clock: world.clock,
    logger: { warn() {} },
    box,
    accountSecret: secrets.read,
    hfToken: null,
    refusedModels: createRefusedModels(
      { trainer: 'ai-toolkit', modelCache: tempFolder() },
      { HF_ENDPOINT: hub.endpoint, ...environment },
    ),
    notify: () => {
      answers += 1;
    },
  });
  if (checks === null) throw new Error('AI Toolkit fetches models.');
  await submitted(world);
  const run = await db.query.selectFrom('runs').selectAll().executeTakeFirstOrThrow();
  const answered = (count: number) => waitFor(`answer ${count}`, () => answers >= count);
  return { world, db, hub, secrets, checks, run, answered };
}

for (const dialect of databases) {
  describe(`the models of runs that wait, on ${dialect.name}`, () => {
    test('are not asked for again shortly after the submission', async () => {
      const { world, hub, checks, run } = await createChecks(dialect);
      await checks.refresh();
      expect(checks.isFresh(run)).toBe(true);
      world.clock.advance(59_000);
      expect(checks.isFresh(run)).toBe(true);
      expect(hub.asked).toEqual([]);
    });

    test('are asked for once where a run has waited long, and a run that is refused waits on', async () => {
      const { world, hub, secrets, checks, run, answered } = await createChecks(dialect);
      world.clock.advance(61_000);
      await checks.refresh();
      expect([checks.isFresh(run), checks.isFresh(run)]).toEqual([false, false]);
      await answered(1);
      expect(hub.asked).toEqual(['']);
      expect(checks.refusal(run)).toMatch(
        /stable-diffusion-xl-base.*HF_TOKEN.*starts by itself once that is done/,
      );
      // A token that is stored is tried at the next look.
      hub.known.add('hf_good');
      world.clock.advance(1000);
      await secrets.put(world.accountId, 'HF_TOKEN', 'hf_good');
      await checks.refresh();
      await answered(2);
      expect(hub.asked).toEqual(['', 'hf_good']);
      expect(checks.refusal(run)).toBeNull();
      expect(checks.isFresh(run)).toBe(true);
    });

    test('are asked for at once where the token has changed since the submission', async () => {
      const { world, hub, secrets, checks, run, answered } = await createChecks(dialect);
      world.clock.advance(10);
      await secrets.put(world.accountId, 'HF_TOKEN', 'hf_bad');
      await checks.refresh();
      expect(checks.isFresh(run)).toBe(false);
      await answered(1);
      expect(hub.asked).toEqual(['hf_bad']);
      expect(checks.refusal(run)).not.toBeNull();
      // Others are not concerned.
      expect(checks.isFresh({ ...run, id: 'other', account_id: 'other' })).toBe(true);
    });

    test('are not asked for offline, nor any more for a run that waits no longer', async () => {
      const { world, hub, checks, run, answered } = await createChecks(dialect, { HF_HUB_OFFLINE: '1' });
      world.clock.advance(61_000);
      expect(checks.isFresh(run)).toBe(false);
      await answered(1);
      expect(checks.isFresh(run)).toBe(true);
      expect(checks.refusal(run)).toBeNull();
      await world.jobs.cancel(world.accountId, run.job_id);
      world.clock.advance(61_000);
      checks.isFresh(run);
      await answered(2);
      expect(hub.asked).toEqual([]);
    });
  });
}
