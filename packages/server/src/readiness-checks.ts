import { randomUUID } from 'node:crypto';
import type { DataDir } from './config/data-dir.ts';
import type { Settings } from './config/settings.ts';
import type { Db } from './db/open.ts';
import { freeBytes } from './disk/disk-space.ts';
import { checkGpus } from './gpus/gpu-check.ts';
import type { Check } from './readiness.ts';
import type { ObjectStore } from './storage/object-store.ts';
import type { Checkouts } from './trainers/checkouts.ts';
import { pythonChecks } from './trainers/python-check.ts';
import { checkTrainer } from './trainers/trainer-check.ts';

/** With less, not even what trains already can be kept. */
const minFreeBytes = 500_000_000;

/** Everything that must work before a server with these parts takes work. */
export function readinessChecks(parts: {
  readonly db: Db;
  readonly store: ObjectStore;
  readonly dataDir: DataDir;
  readonly settings: Settings;
  readonly checkouts: Checkouts;
  readonly gpuUse: Parameters<typeof checkGpus>[0];
}): readonly Check[] {
  const { db, store, dataDir, settings } = parts;
  return [
    {
      name: 'database',
      run: async () => {
        await writeProbe(db);
        return db.dialect;
      },
    },
    {
      name: 'storage',
      run: async () => {
        await store.check();
        return describeFreeSpace(dataDir);
      },
    },
    { name: 'trainer', run: () => checkTrainer(settings) },
    ...pythonChecks(settings, parts.checkouts, parts.gpuUse.monitor !== null),
    { name: 'gpus', run: () => checkGpus(parts.gpuUse) },
    {
      name: 'hf token',
      run: async () =>
        settings.hfToken === null
          ? 'none of the installation: accounts store their own for gated models'
          : 'of the installation',
    },
  ];
}

/** Really writes: a row that nobody sees, since it is gone again when the transaction commits. */
async function writeProbe(db: Db): Promise<void> {
  const key = `readiness-${randomUUID()}`;
  await db.query.transaction().execute(async (transaction) => {
    // Nothing refers to rows of this table, so nothing is looked for when one goes.
    await transaction.insertInto('object_garbage').values({ object_key: key, created_at: 0 }).execute();
    await transaction.deleteFrom('object_garbage').where('object_key', '=', key).execute();
  });
}

async function describeFreeSpace({ root }: DataDir): Promise<string> {
  const free = await freeBytes(root);
  if (free < minFreeBytes) {
    throw new Error(
      'The disk is full. Delete jobs and datasets that are no longer needed, or make it larger.',
    );
  }
  return `${Math.floor(free / 1e9)} GB free`;
}
