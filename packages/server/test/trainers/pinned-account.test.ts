import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { loadSettings } from '../../src/config/load.ts';
import { createDiskRoom } from '../../src/disk/disk-room.ts';
import { createStartCheck } from '../../src/dispatch/start-check.ts';
import { createAccountFacts } from '../../src/trainers/account-facts.ts';
import { readCheckouts } from '../../src/trainers/checkouts.ts';
import { pinAccount } from '../../src/trainers/pin-account.ts';
import { createWorld, openSqlite, submitted } from '../jobs/world.ts';
import { tempFolder } from '../support/temp-folder.ts';

test('runs that an account queues use the checkout that it is pinned to, and preflight its version', async () => {
  const world = await createWorld(await openSqlite());
  await world.addDataset(world.accountId, 'dogs');
  const folder = tempFolder();
  for (const version of ['0.12.26', '0.9.1']) {
    mkdirSync(join(folder, version));
    writeFileSync(join(folder, version, 'version.py'), `VERSION = "${version}"\n`);
  }
  const settings = loadSettings({
    flags: { aiToolkitDirs: `new=${folder}/0.12.26,old=${folder}/0.9.1` },
    env: {},
    file: null,
  });
  const checkouts = readCheckouts(settings);
  const facts = createAccountFacts({ db: world.db, settings, checkouts });
  const checkoutOf = async (jobId: string) =>
    (
      await world.db.query
        .selectFrom('runs')
        .select('checkout')
        .where('job_id', '=', jobId)
        .executeTakeFirst()
    )?.checkout;

  expect((await facts(world.accountId)).trainerVersion).toBe('0.12.26');
  expect(await checkoutOf((await submitted(world, { name: 'first' })).id)).toBeNull();

  expect(await pinAccount(world.db, 'anna', 'old')).toBeNull();
  expect((await facts(world.accountId)).trainerVersion).toBe('0.9.1');
  expect(await checkoutOf((await submitted(world, { name: 'second' })).id)).toBe('old');

  const diskRoom = createDiskRoom(world.db.query, folder, 'local@here');
  const checkpoints = { refresh: async () => undefined, isRead: () => true };
  const { obstacle } = await createStartCheck({ checkouts, diskRoom, models: null, checkpoints })();
  const run = {
    id: 'a',
    account_id: world.accountId,
    disk_bytes: null,
    checkout: null,
    resume_step: null,
    created_at: 0,
  };
  expect(obstacle({ ...run, checkout: 'old' })).toBeNull();
  expect(obstacle({ ...run, checkout: 'gone' })).toContain('pinned to the trainer checkout "gone"');
  expect(obstacle({ ...run, disk_bytes: 1e18 })).toContain('The disk is too full');
});
