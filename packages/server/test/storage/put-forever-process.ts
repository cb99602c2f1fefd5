import { PassThrough } from 'node:stream';
import { createDiskStore } from '../../src/storage/disk-store.ts';
import { datasetFileKey } from '../../src/storage/object-key.ts';

/** Puts an object whose bytes never end, and says when the first ones were taken. */
const [, , root = '', datasetId = '', fileId = ''] = process.argv;
const store = await createDiskStore({ root });
const bytes = new PassThrough();
void store.put(datasetFileKey(datasetId, fileId), bytes, { maxBytes: Number.MAX_SAFE_INTEGER });
const chunk = Buffer.alloc(256 * 1024);
let written = 0;
const write = () => {
  bytes.write(chunk);
  written += chunk.length;
  if (written > 8_000_000) process.send?.('under way');
};
bytes.on('drain', write);
write();
