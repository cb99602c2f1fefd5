import { createHash } from 'node:crypto';
import type { FileHandle } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import {
  type ObjectInfo,
  ObjectSizeError,
  ObjectTooLargeError,
  type PutLimits,
  SourceError,
} from './object-store.ts';

/** Chunks of a socket are up to 64 kB; written one by one they cost a third of the throughput. */
const bytesPerWrite = 1_000_000;
/** The disk begins to work while bytes still arrive, so that little is left for whoever waits at the end. */
const bytesPerSync = 16_000_000;

/**
 * Writes a stream to an open file in large writes, hashes it in the same pass, and returns when the bytes are
 * on the disk. While one write is under way the next is gathered, and no more: memory stays at two writes,
 * and the source is held back.
 * Throws `ObjectTooLargeError` and `ObjectSizeError` as soon as the bytes break a limit, and `SourceError`
 * where the stream itself failed.
 */
export async function writeHashed(file: FileHandle, bytes: Readable, limits: PutLimits): Promise<ObjectInfo> {
  const hash = createHash('sha256');
  const maxBytes = limits.exactBytes ?? limits.maxBytes;
  let sizeBytes = 0;
  let gathered: Buffer[] = [];
  let gatheredBytes = 0;
  let writing: Promise<void> = Promise.resolve();
  let unsyncedBytes = 0;
  let isSyncing = false;
  let syncing: Promise<void> = Promise.resolve();

  const syncBehind = () => {
    if (isSyncing || unsyncedBytes < bytesPerSync) return;
    isSyncing = true;
    unsyncedBytes = 0;
    // One after the other: a disk tells a failure only once, and it must be known at the end.
    syncing = syncing
      .then(() => file.datasync())
      .finally(() => {
        isSyncing = false;
      });
    syncing.catch(() => {});
  };

  const flush = async () => {
    const batch = gathered;
    unsyncedBytes += gatheredBytes;
    gathered = [];
    gatheredBytes = 0;
    await writing;
    syncBehind();
    writing = writeAll(file, batch);
    // A failure is thrown by the next `await writing`; until then it must not count as unhandled.
    writing.catch(() => {});
  };

  for await (const chunk of failingAsSource(bytes)) {
    sizeBytes += chunk.length;
    if (sizeBytes > maxBytes) throw tooLarge(limits);
    limits.onBytes?.(sizeBytes);
    hash.update(chunk);
    gathered.push(chunk);
    gatheredBytes += chunk.length;
    if (gatheredBytes >= bytesPerWrite) await flush();
  }
  if (limits.exactBytes !== undefined && sizeBytes !== limits.exactBytes) {
    throw new ObjectSizeError(`${sizeBytes} bytes arrived instead of ${limits.exactBytes}.`);
  }
  await flush();
  await writing;
  await syncing;
  await file.sync();
  return { sizeBytes, sha256: hash.digest('hex') };
}

async function* failingAsSource(bytes: Readable): AsyncGenerator<Buffer> {
  try {
    for await (const chunk of bytes) yield chunk as Buffer;
  } catch (error) {
    throw new SourceError('The stream of bytes ended before it was complete.', { cause: error });
  }
}

function tooLarge(limits: PutLimits): Error {
  return limits.exactBytes === undefined
    ? new ObjectTooLargeError(`More than ${limits.maxBytes} bytes arrived.`)
    : new ObjectSizeError(`More than ${limits.exactBytes} bytes arrived.`);
}

async function writeAll(file: FileHandle, batch: readonly Buffer[]): Promise<void> {
  let rest = batch;
  while (rest.length > 0) {
    const { bytesWritten } = await file.writev(rest);
    rest = withoutFirst(rest, bytesWritten);
  }
}

function withoutFirst(buffers: readonly Buffer[], count: number): readonly Buffer[] {
  let left = count;
  let index = 0;
  for (let buffer = buffers[0]; buffer !== undefined && left >= buffer.length; buffer = buffers[++index]) {
    left -= buffer.length;
  }
  const [head, ...tail] = buffers.slice(index);
  return head === undefined ? [] : [head.subarray(left), ...tail];
}
