import { open } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { FoundIn } from '../findings-text.ts';
import type { Io } from '../io.ts';
import { findPaths } from './find-paths.ts';
import type { UnreadConfig } from './linted-config.ts';

/** A config that was read. */
export interface ReadConfig extends FoundIn {
  /** Absolute; null for standard input. */
  readonly path: string | null;
}

/** Far above what a config can be; a device or a log given by mistake is not read to its end. */
const maxBytes = 8 * 1024 * 1024;

/** Reads what the arguments mean, each file once: paths, patterns, and `-` for standard input. */
export async function readConfigs(
  patterns: readonly string[],
  io: Io,
): Promise<{ configs: readonly ReadConfig[]; unread: readonly UnreadConfig[] }> {
  const configs = new Map<string, ReadConfig>();
  const unread: UnreadConfig[] = [];
  for (const pattern of patterns) {
    if (pattern === '-') {
      if (!configs.has('-')) configs.set('-', { name: '<stdin>', path: null, text: await io.readStdin() });
      continue;
    }
    const paths = await findPaths(pattern, io.cwd).catch((error: Error) => {
      unread.push({ name: pattern, reason: error.message });
      return null;
    });
    if (paths?.length === 0) unread.push({ name: pattern, reason: 'matches no file' });
    for (const name of paths ?? []) {
      const path = resolve(io.cwd, name);
      if (configs.has(path)) continue;
      const read = await readText(path);
      if ('text' in read) configs.set(path, { name, path, text: read.text });
      else unread.push({ name, reason: read.problem });
    }
  }
  return { configs: [...configs.values()], unread };
}

const readProblems: Readonly<Record<string, string>> = {
  ENOENT: 'does not exist',
  ENOTDIR: 'does not exist',
  EISDIR: 'is a folder: name its files, such as with the pattern FOLDER/*.yaml',
  EACCES: 'cannot be read: permission is missing',
};

async function readText(path: string): Promise<{ text: string } | { problem: string }> {
  try {
    const pieces: Buffer[] = [];
    let sizeBytes = 0;
    const file = await open(path);
    try {
      for await (const piece of file.createReadStream({ autoClose: false })) {
        pieces.push(piece as Buffer);
        sizeBytes += (piece as Buffer).length;
        if (sizeBytes > maxBytes) return { problem: `has more than ${maxBytes} bytes and is no config` };
      }
    } finally {
      await file.close();
    }
    return { text: new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(Buffer.concat(pieces)) };
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    if (code === 'ERR_ENCODING_INVALID_ENCODED_DATA') return { problem: 'is not UTF-8 text' };
    return { problem: readProblems[code] ?? `cannot be read (${code || String(error)})` };
  }
}
