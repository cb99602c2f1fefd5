import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import sharp from 'sharp';
import { commitFiles, type StoredFile } from '../../../packages/server/src/datasets/commit-files.ts';
import { newId } from '../../../packages/server/src/db/new-id.ts';
import { openDatabase } from '../../../packages/server/src/db/open.ts';
import { datasetFileKey } from '../../../packages/server/src/storage/object-key.ts';
import type { DashboardServer } from './dashboard-server.ts';

const size = { width: 96, height: 64 };
const rowsAtOnce = 1_000;
const uploadTtlMs = 600_000;

/** Name of the picture at a place, so that names are in the order of places. */
export function seededName(index: number): string {
  return `picture_${String(index).padStart(5, '0')}.png`;
}

/**
 * Fills a dataset with small pictures as if they had been uploaded and looked into: with the server's own
 * modules, since thousands of requests would take minutes.
 */
export async function seedPictures(server: DashboardServer, datasetId: string, count: number): Promise<void> {
  const picture = await sharp({ create: { ...size, channels: 3, background: '#37a' } })
    .png()
    .toBuffer();
  const sha256 = createHash('sha256').update(picture).digest('hex');
  const files = Array.from({ length: count }, (_, index): StoredFile => {
    const id = newId();
    const key = datasetFileKey(datasetId, id);
    return { id, key, filename: seededName(index), sizeBytes: picture.length, sha256 };
  });
  for (const { key } of files) {
    const path = join(server.dataDir, 'objects/files', key);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, picture);
  }
  const db = openDatabase(join(server.dataDir, 'trainyard.db'));
  const now = Date.now();
  try {
    for (let from = 0; from < count; from += rowsAtOnce) {
      const some = files.slice(from, from + rowsAtOnce);
      await db.query.transaction().execute(async (transaction) => {
        const uploads = some.map(({ id, filename, sizeBytes }) => ({
          ...{ id, filename, size_bytes: sizeBytes, dataset_id: datasetId, used_at: null },
          ...{ method: 'direct' as const, created_at: now, expires_at: now + uploadTtlMs },
        }));
        await transaction.insertInto('uploads').values(uploads).execute();
        await commitFiles(transaction, db.dialect, datasetId, some, now);
        await transaction
          .updateTable('dataset_files')
          .set({ validated_at: now, ...size })
          .where('dataset_id', '=', datasetId)
          .where('validated_at', 'is', null)
          .execute();
        await transaction
          .updateTable('datasets')
          .set({ unvalidated_count: 0 })
          .where('id', '=', datasetId)
          .execute();
      });
    }
  } finally {
    await db.close();
  }
}
