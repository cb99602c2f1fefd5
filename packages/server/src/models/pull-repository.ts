import { createHash, type Hash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { chmod, mkdir, open, rename, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { chooseFiles } from './choose-files.ts';
import { askHub, HubError, type HubFile, type HubOptions, readRepository, refusalOf } from './hub.ts';
import { repositoryFolder } from './hub-cache.ts';

/** How far a pull is. */
export interface PullProgress {
  readonly doneBytes: number;
  readonly totalBytes: number;
  readonly file: string;
}

export interface PullOptions extends HubOptions {
  /** The `hub` folder of the cache; made where it is missing. */
  readonly cache: string;
  readonly onProgress?: (progress: PullProgress) => void;
}

const attempts = 4;

/**
 * Fetches a repository into the cache, in the layout in which the Hugging Face libraries look for it. What is there is
 * not fetched again, what was begun goes on, and every file is compared with its hash before it counts. Throws
 * `HubError`; what was fetched until then stays for the next time.
 */
export async function pullRepository(
  options: PullOptions,
  repository: string,
): Promise<{ commit: string; files: number; sizeBytes: number; fetchedBytes: number }> {
  const folder = repositoryFolder(options.cache, repository);
  const { commit, files: all } = await readRepository(options, repository);
  const files = chooseFiles(all);
  if (files.length === 0)
    throw new HubError('missing', `${repository} holds no files that can be trained on.`);
  const totalBytes = files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  await mkdir(join(folder, 'blobs'), { recursive: true });
  let doneBytes = 0;
  let fetchedBytes = 0;
  for (const file of files) {
    const blob = join(folder, 'blobs', file.hash);
    if (!(await isThere(blob, file))) {
      const url = `/${repository}/resolve/${commit}/${file.path.split('/').map(encodeURIComponent).join('/')}`;
      await fetchBlob(options, { repository, url, blob, file }, (bytes) => {
        fetchedBytes += bytes;
        options.onProgress?.({ doneBytes: doneBytes + bytes, totalBytes, file: file.path });
        doneBytes += bytes;
      });
    }
    // Bytes of an earlier attempt were not counted as they came.
    doneBytes = sumUpTo(files, file);
    options.onProgress?.({ doneBytes, totalBytes, file: file.path });
    await link(join(folder, 'snapshots', commit, file.path), blob);
  }
  await mkdir(join(folder, 'refs'), { recursive: true });
  await writeFile(join(folder, 'refs', 'main.new'), commit);
  await rename(join(folder, 'refs', 'main.new'), join(folder, 'refs', 'main'));
  return { commit, files: files.length, sizeBytes: totalBytes, fetchedBytes };
}

interface Blob {
  readonly repository: string;
  readonly url: string;
  readonly blob: string;
  readonly file: HubFile;
}

async function fetchBlob(options: PullOptions, what: Blob, onBytes: (bytes: number) => void): Promise<void> {
  const part = `${what.blob}.incomplete`;
  for (let attempt = 1; ; attempt += 1) {
    try {
      await fetchRest(options, what, part, onBytes);
    } catch (error) {
      // A connection that breaks in the middle goes on where it broke; a refusal stays one.
      const mayPass = !(error instanceof HubError) || error.reason === 'unreachable';
      if (!mayPass || attempt === attempts || options.signal?.aborted === true) throw error;
      continue;
    }
    if ((await hashOf(part, what.file)) === what.file.hash) break;
    await rm(part, { force: true });
    if (attempt === attempts) {
      throw new HubError('unreachable', `${what.file.path} of ${what.repository} arrives damaged.`);
    }
  }
  // Runs share the cache, and none may change what the others read.
  await chmod(part, 0o444);
  await rename(part, what.blob);
}

async function fetchRest(
  options: PullOptions,
  { repository, url, file }: Blob,
  part: string,
  onBytes: (bytes: number) => void,
): Promise<void> {
  const have = await stat(part).then(
    ({ size }) => size,
    () => 0,
  );
  if (have === file.sizeBytes && have > 0) return;
  const begin = have > file.sizeBytes ? 0 : have;
  const response = await askHub(options, url, begin === 0 ? {} : { headers: { range: `bytes=${begin}-` } });
  if (!response.ok) throw refusalOf(response, repository, options);
  const handle = await open(part, response.status === 206 && begin > 0 ? 'a' : 'w');
  try {
    for await (const chunk of response.body ?? []) {
      await handle.write(chunk);
      onBytes(chunk.length);
    }
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function hashOf(path: string, { hash, sizeBytes }: HubFile): Promise<string> {
  // A small file goes by the hash that Git gives it.
  const digest: Hash =
    hash.length === 64 ? createHash('sha256') : createHash('sha1').update(`blob ${sizeBytes}\0`);
  for await (const chunk of createReadStream(path)) digest.update(chunk as Buffer);
  return digest.digest('hex');
}

async function isThere(blob: string, { sizeBytes }: HubFile): Promise<boolean> {
  return stat(blob).then(
    ({ size }) => size === sizeBytes,
    () => false,
  );
}

async function link(place: string, blob: string): Promise<void> {
  await mkdir(dirname(place), { recursive: true });
  await rm(place, { force: true });
  await symlink(relative(dirname(place), blob), place);
}

function sumUpTo(files: readonly HubFile[], last: HubFile): number {
  const end = files.indexOf(last) + 1;
  return files.slice(0, end).reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
}
