import { createWriteStream } from 'node:fs';
import { mkdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { ConnectionError, type FetchResponse, HttpError, piecesOf } from '@trainyard/core';
import { exitCodes } from '../exit-codes.ts';
import { CommandFailure } from '../failure.ts';
import type { Io } from '../io.ts';
import type { ArtifactFile } from './artifact-files.ts';
import { hashFile } from './hash-file.ts';
import { withRetries } from './retry.ts';

type Expected = NonNullable<ArtifactFile['expected']>;

/**
 * Fetches one file into a folder. It grows under `NAME.part` and gets its name when it is whole and has the
 * size and hash that the server said; a part that is there already is continued. A file of that name with the
 * same content is left as it is, and one with other content is never replaced: that is a `CommandFailure`.
 * `onBytes` is told of what arrived, less than 0 for what has to be fetched again.
 */
export async function downloadFile(
  file: ArtifactFile,
  folder: string,
  onBytes: (deltaBytes: number) => void,
  io: Io,
): Promise<'downloaded' | 'unchanged'> {
  const path = join(folder, ...file.relativePath.split('/'));
  const partPath = `${path}.part`;
  const isThere = (await sizeOf(path)) !== null;
  if (isThere && file.expected !== null) {
    if (!(await matches(path, file.expected))) throw differentFile(path);
    onBytes(file.expected.sizeBytes);
    return 'unchanged';
  }
  await mkdir(dirname(path), { recursive: true });
  // Without a hash nothing would show that the rest belongs to another file than the part.
  if (file.expected === null) await rm(partPath, { force: true });
  await withRetries(io, () => fetchPart(file, partPath, onBytes, io));
  if (file.expected !== null && !(await matches(partPath, file.expected))) {
    // The part can have been left by an older file of this name: once more, from its beginning.
    onBytes(-((await sizeOf(partPath)) ?? 0));
    await rm(partPath);
    await withRetries(io, () => fetchPart(file, partPath, onBytes, io));
    if (!(await matches(partPath, file.expected))) {
      await rm(partPath);
      throw new Error('what arrived is not what the server announced (size or SHA-256 differ)');
    }
  }
  if (isThere) {
    const isSame = (await readFile(path)).equals(await readFile(partPath));
    await rm(partPath);
    if (!isSame) throw differentFile(path);
    return 'unchanged';
  }
  await rename(partPath, path);
  return 'downloaded';
}

async function fetchPart(
  file: ArtifactFile,
  partPath: string,
  onBytes: (deltaBytes: number) => void,
  io: Io,
): Promise<void> {
  const haveBytes = file.expected === null ? 0 : ((await sizeOf(partPath)) ?? 0);
  if (haveBytes > 0 && haveBytes === file.expected?.sizeBytes) {
    onBytes(haveBytes);
    return;
  }
  const isWhole = async <T>(work: Promise<T>): Promise<T> => {
    try {
      return await work;
    } catch (cause) {
      if (io.signal.aborted || isDiskError(cause)) throw cause;
      // Only the origin: the rest of a signed link is as good as a password.
      throw new ConnectionError(new URL(file.url).origin, { cause });
    }
  };
  const headers = haveBytes > 0 ? { range: `bytes=${haveBytes}-` } : {};
  const response = await isWhole(io.fetch(file.url, { headers, signal: io.signal }));
  const continues = haveBytes > 0 && response.status === 206;
  if (response.status !== 200 && !continues) {
    await isWhole(response.text());
    // A part that is longer than the file cannot be continued.
    if (response.status === 416) await rm(partPath, { force: true });
    throw new HttpError(response.status === 416 ? 503 : response.status, refusal(response));
  }
  let arrivedBytes = continues ? haveBytes : 0;
  if (continues) onBytes(haveBytes);
  async function* read(): AsyncGenerator<Uint8Array, void> {
    if (response.body === null) return;
    for await (const piece of piecesOf(response.body)) {
      yield piece;
      arrivedBytes += piece.length;
      onBytes(piece.length);
    }
  }
  try {
    const target = createWriteStream(partPath, { flags: continues ? 'a' : 'w' });
    await isWhole(pipeline(Readable.from(read(), { objectMode: false }), target));
  } catch (error) {
    onBytes(-arrivedBytes);
    throw error;
  }
}

function refusal(response: FetchResponse): string {
  if (response.status === 416) return 'The rest of the file could not be asked for.';
  return `The server answered ${response.status} to the link of the file; links are good for a limited time.`;
}

function isDiskError(error: unknown): boolean {
  const code = (error as NodeJS.ErrnoException | undefined)?.code ?? '';
  return ['ENOSPC', 'EDQUOT', 'EACCES', 'EROFS', 'EIO', 'EISDIR', 'ENOTDIR', 'EFBIG'].includes(code);
}

async function matches(path: string, expected: Expected): Promise<boolean> {
  return (await sizeOf(path)) === expected.sizeBytes && (await hashFile(path)) === expected.sha256;
}

async function sizeOf(path: string): Promise<number | null> {
  try {
    return (await stat(path)).size;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

function differentFile(path: string): CommandFailure {
  return new CommandFailure(
    exitCodes.findings,
    `${path} is there already, with other content, and was left alone. Move it away, or choose another folder with --out.`,
  );
}
