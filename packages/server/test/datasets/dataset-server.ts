import { randomBytes, randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { HttpError, type RouteId } from '@trainyard/core';
import { afterAll, onTestFinished } from 'vitest';
import type { Clock } from '../../src/clock.ts';
import { createDatasetService } from '../../src/datasets/dataset-service.ts';
import { reclaim } from '../../src/datasets/reclaim.ts';
import { createValidation, type Validation } from '../../src/datasets/validate-files.ts';
import { newId } from '../../src/db/new-id.ts';
import type { Db } from '../../src/db/open.ts';
import { createGalleryService } from '../../src/gallery/gallery-service.ts';
import { sweepThumbnails } from '../../src/gallery/thumbnails.ts';
import { createApp } from '../../src/http/app.ts';
import { createDashboard } from '../../src/http/dashboard.ts';
import type { Handlers } from '../../src/http/handler.ts';
import { createDatasetHandlers } from '../../src/http/handlers/datasets.ts';
import { createGalleryHandlers } from '../../src/http/handlers/gallery.ts';
import { createLinkHandlers } from '../../src/http/handlers/links.ts';
import { createOrigin } from '../../src/http/origin.ts';
import { forkValidator } from '../../src/media/fork-validator.ts';
import { createThumbnailCache } from '../../src/media/thumbnail-cache.ts';
import { createValidatorPool, type ValidatorPool } from '../../src/media/validator-pool.ts';
import { createDiskStore } from '../../src/storage/disk-store.ts';
import { createSignedLinks } from '../../src/storage/signed-links.ts';
import type { TestDialect } from '../support/databases.ts';
import { keepingLogger } from '../support/keeping-logger.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { waitFor } from '../support/wait-for.ts';
import { DatasetClient } from './dataset-client.ts';

/** A clock that tests can move; it runs along with the real one. */
export interface MovableClock extends Clock {
  advance(ms: number): void;
}

/**
 * Everything about datasets on a real socket, a real database and a real disk, with two accounts, `ada` and
 * `ben`; it ends with the running test.
 */
export async function startDatasetServer(
  dialect: TestDialect,
  options: {
    readonly validate?: boolean;
    readonly signedUploadMaxBytes?: number;
    readonly maxThumbnailBytes?: number;
    readonly uploadRefreshMs?: number;
  } = {},
) {
  const db = await dialect.open();
  const storeRoot = join(tempFolder(), 'store');
  const store = await createDiskStore({ root: storeRoot });
  const clock = movableClock();
  const { logger, lines } = keepingLogger();
  let url = '';
  const origin = createOrigin({ publicUrl: null, listening: () => url });
  const links = createSignedLinks({
    secret: randomBytes(32),
    publicUrl: origin.current,
    clock,
    downloadTtlMs: 60_000,
  });
  let validation: Validation | null = null;
  const datasetOptions = {
    db,
    store,
    links,
    clock,
    logger,
    signedUploadMaxBytes: options.signedUploadMaxBytes ?? 5_000_000_000,
    signedUploadTtlMs: 60_000,
    ...(options.uploadRefreshMs !== undefined && { uploadRefreshMs: options.uploadRefreshMs }),
    notifyValidation: () => validation?.notify(),
    notifyReclaim: () => {},
  };
  const datasets = createDatasetService(datasetOptions);
  const thumbnailFolder = join(tempFolder(), 'thumbnails');
  const thumbnails = createThumbnailCache({
    folder: thumbnailFolder,
    pool: { draw: (order, signal) => validators().draw(order, signal) },
    maxBytes: options.maxThumbnailBytes ?? 1_000_000_000,
  });
  const gallery = createGalleryService({ ...datasetOptions, thumbnails, tempFolder: storeRoot });
  const accounts = await createAccounts(db);
  const app = createApp({
    handlers: {
      ...createDatasetHandlers({ datasets, store }),
      ...createGalleryHandlers(gallery),
      ...createLinkHandlers({
        links,
        store,
        receivers: {
          'dataset-upload': datasets.receiveSigned,
          artifact: async () => {
            throw new HttpError(404, 'There are no runs in this test.');
          },
        },
      }),
    } as Handlers<RouteId>,
    authenticate: async ({ headers }) => {
      const name = headers.authorization?.replace('Bearer ', '') ?? '';
      const id = accounts.get(name);
      if (id === undefined) throw new HttpError(401, 'No such account.');
      return { id, name, isAdministrator: false, token: { id, name: null }, session: null };
    },
    authenticateRun: async () => {
      throw new HttpError(401, 'There are no runs in this test.');
    },
    idempotency: {
      once: async (_key, answer) => ({ ...(await answer(newId())), replayed: false }),
      sweep: async () => {},
    },
    telemetry: { observe: () => {} } as never,
    logger,
    origin,
    dashboard: createDashboard({ folder: storeRoot, publicUrl: null }),
  });
  const startValidating = () => {
    const pool = { ...validators(), close: async () => {} };
    const started = createValidation({ db, clock, logger, store, pool, tempFolder: storeRoot });
    onTestFinished(() => started.close());
    validation = started;
  };
  onTestFinished(async () => {
    const closed = app.close();
    app.server.closeAllConnections();
    await closed;
  });
  await app.listen({ host: '127.0.0.1', port: 0 });
  url = `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`;
  if (options.validate ?? false) startValidating();

  return {
    url,
    db,
    store,
    storeRoot,
    thumbnailFolder,
    sweepThumbnails: () => sweepThumbnails({ db, thumbnails }),
    clock,
    links,
    log: lines,
    accountId: (name: string) => accounts.get(name) ?? '',
    as: (account: string) => new DatasetClient(url, account),
    startValidating,
    reclaim: () => reclaim({ db, store, clock, logger }),
    /** Marks every file as validated, where a test is not about validation. */
    acceptAll: () => acceptAll(db),
    async objects(): Promise<string[]> {
      const keys: string[] = [];
      const folders = await db.query.selectFrom('datasets').select('id').execute();
      for (const { id } of folders) for await (const key of store.list(`datasets/${id}/`)) keys.push(key);
      return keys;
    },
  };
}

let pool: ValidatorPool | null = null;

/** One pool for all tests of a file: from source its processes take a second to start. */
function validators(): ValidatorPool {
  pool ??= createValidatorPool({ size: 2, timeoutMs: 30_000, fork: forkValidator });
  return pool;
}

afterAll(() => pool?.close());

async function acceptAll(db: Db): Promise<void> {
  await db.query.updateTable('dataset_files').set({ validated_at: 1 }).execute();
  await db.query.updateTable('datasets').set({ unvalidated_count: 0 }).execute();
}

async function createAccounts(db: Db): Promise<Map<string, string>> {
  const accounts = new Map([
    ['ada', randomUUID()],
    ['ben', randomUUID()],
  ]);
  for (const [name, id] of accounts) {
    await db.query.insertInto('accounts').values({ id, name, created_at: 0 }).execute();
  }
  return accounts;
}

function movableClock(): MovableClock {
  let offset = 0;
  return {
    now: () => Date.now() + offset,
    advance: (ms) => {
      offset += ms;
    },
  };
}

/** The bytes of a file in `fixtures/media`. */
export function media(name: string): Buffer {
  return readFileSync(new URL(`../fixtures/media/${name}`, import.meta.url));
}

/** Waits until the dataset has the status. */
export async function reaches(client: DatasetClient, id: string, status: string) {
  return waitFor(`the dataset to be ${status}`, async () => {
    const dataset = (await client.status(id)).body;
    return dataset['status'] === status ? dataset : null;
  });
}
