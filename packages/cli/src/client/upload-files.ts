import { createReadStream } from 'node:fs';
import { type Client, directUploadMaxBytes, putToSignedLink } from '@trainyard/core';
import type { Io } from '../io.ts';
import type { LocalFile } from './collect-files.ts';
import { hashFile } from './hash-file.ts';
import { inParallel } from './in-parallel.ts';
import { withRetries } from './retry.ts';

const maxParallel = 4;

/** What the dataset already holds, by file name. */
export type RemoteFiles = ReadonlyMap<
  string,
  { readonly size_bytes: number; readonly sha256: string | null }
>;

export interface UploadTarget {
  readonly client: Client;
  readonly datasetId: string;
  readonly remote: RemoteFiles;
}

/** Told of what happens on the way. */
export interface UploadWatcher {
  /** Bytes that went out since the last call; less than 0 when a try failed and is made again. */
  sent?(deltaBytes: number): void;
  retrying?(file: LocalFile, error: Error): void;
  uploaded?(file: LocalFile): void;
}

export interface UploadSummary {
  readonly uploaded: readonly LocalFile[];
  /** Already in the dataset, byte for byte. */
  readonly unchanged: readonly LocalFile[];
  readonly failed: readonly { readonly file: LocalFile; readonly error: unknown }[];
}

/** Uploads files, a few at a time and each with retries. One that fails does not keep the others back. */
export async function uploadFiles(
  files: readonly LocalFile[],
  target: UploadTarget,
  watcher: UploadWatcher,
  io: Io,
): Promise<UploadSummary> {
  const uploaded: LocalFile[] = [];
  const unchanged: LocalFile[] = [];
  const failed: { file: LocalFile; error: unknown }[] = [];
  await inParallel(files, maxParallel, async (file) => {
    io.signal.throwIfAborted();
    try {
      if (await isUnchanged(file, target.remote)) {
        watcher.sent?.(file.sizeBytes);
        unchanged.push(file);
        return;
      }
      await uploadFile(file, target, watcher, io);
      uploaded.push(file);
      watcher.uploaded?.(file);
    } catch (error) {
      if (io.signal.aborted) throw error;
      failed.push({ file, error });
    }
  });
  return { uploaded, unchanged, failed };
}

async function isUnchanged(file: LocalFile, remote: RemoteFiles): Promise<boolean> {
  const there = remote.get(file.filename);
  if (there === undefined || there.sha256 === null || there.size_bytes !== file.sizeBytes) return false;
  return (await hashFile(file.path)) === there.sha256;
}

async function uploadFile(
  file: LocalFile,
  target: UploadTarget,
  watcher: UploadWatcher,
  io: Io,
): Promise<void> {
  let sentBytes = 0;
  async function* read(): AsyncGenerator<Uint8Array, void> {
    for await (const piece of createReadStream(file.path, { highWaterMark: 256 * 1024 })) {
      const bytes = piece as Uint8Array;
      yield bytes;
      sentBytes += bytes.length;
      watcher.sent?.(bytes.length);
    }
  }
  const forget = (): void => {
    watcher.sent?.(-sentBytes);
    sentBytes = 0;
  };
  const send = file.sizeBytes > directUploadMaxBytes ? sendBySignedLink : sendDirectly;
  await withRetries(
    io,
    () => send(file, read(), target, io),
    (error) => {
      forget();
      watcher.retrying?.(file, error);
    },
  );
}

type Send = (file: LocalFile, body: AsyncIterable<Uint8Array>, target: UploadTarget, io: Io) => Promise<void>;

const sendDirectly: Send = async ({ filename, sizeBytes }, body, { client, datasetId }, io) => {
  await client.uploadDatasetFile({
    params: { dataset_id: datasetId },
    file: { filename, sizeBytes, body },
    signal: io.signal,
  });
};

const sendBySignedLink: Send = async ({ filename, sizeBytes }, body, { client, datasetId }, io) => {
  const { uploads } = await client.getUploadEndpoint({
    params: { dataset_id: datasetId },
    body: { filenameToByteSize: { [filename]: sizeBytes } },
    signal: io.signal,
  });
  const link = uploads[filename];
  if (link === undefined) throw new Error(`The server gave no upload URL for "${filename}".`);
  await putToSignedLink({ url: link.upload_url, headers: link.headers }, body, {
    fetch: io.fetch,
    sizeBytes,
    signal: io.signal,
  });
};
