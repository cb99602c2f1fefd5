import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { access, constants, rm, stat, statfs, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Settings } from '@trainyard/server/settings';
import { formatBytes } from '../quantities.ts';
import type { DoctorCheck } from './check.ts';

/** Below this a server could not even keep a few datasets. */
const minFreeBytes = 1_000_000_000;
const minSecretBytes = 32;

/** Checks of the data folder, the disk that it lies on, the database and the secret. They change nothing. */
export function dataChecks(settings: Settings): DoctorCheck[] {
  const { dataDir, databaseUrl, secretKey } = settings;
  return [
    { name: 'data folder', run: () => checkFolder(dataDir) },
    { name: 'disk space', run: () => checkSpace(dataDir) },
    { name: 'database', run: () => checkDatabase(dataDir, databaseUrl) },
    {
      name: 'secret key',
      run: async () =>
        secretKey === null ? checkSecretFile(join(dataDir, 'secret.key')) : 'given as a setting',
    },
  ];
}

async function checkFolder(dataDir: string): Promise<string> {
  if (!existsSync(dataDir)) {
    const parent = nearestFolder(dataDir);
    await access(parent, constants.W_OK | constants.X_OK).catch(() => {
      throw new Error(`${dataDir} does not exist, and cannot be made in ${parent}: permission is missing.`);
    });
    return `${dataDir} will be made at the first start`;
  }
  const probe = join(dataDir, `doctor-${randomUUID()}`);
  try {
    await writeFile(probe, '', { flag: 'wx' });
    await rm(probe);
  } catch (cause) {
    const reason = (cause as NodeJS.ErrnoException).code ?? String(cause);
    throw new Error(
      `${dataDir} cannot be written (${reason}). Give it to this user, or choose another DATA_DIR.`,
      {
        cause,
      },
    );
  }
  return `${dataDir} can be written`;
}

async function checkSpace(dataDir: string): Promise<string> {
  const { bavail, bsize } = await statfs(nearestFolder(dataDir));
  const freeBytes = bavail * bsize;
  if (freeBytes < minFreeBytes) {
    throw new Error(
      `Only ${formatBytes(freeBytes)} are free where ${dataDir} lies. Make room, or choose another DATA_DIR.`,
    );
  }
  return `${formatBytes(freeBytes)} free`;
}

async function checkDatabase(dataDir: string, databaseUrl: string | null): Promise<string> {
  const file = join(dataDir, 'trainyard.db');
  if (databaseUrl === null && !existsSync(file)) return `SQLite, will be made at the first start: ${file}`;
  const { DatabaseUnavailable, openDatabase } = await import('@trainyard/server');
  try {
    const db = openDatabase(databaseUrl ?? file);
    await db.query.introspection.getTables().finally(() => db.close());
  } catch (cause) {
    const said = cause instanceof Error ? cause.message : String(cause);
    const reason = cause instanceof DatabaseUnavailable ? cause.reason : said;
    throw new Error(
      databaseUrl === null
        ? `${file} cannot be read as a database (${reason}). Restore it from a backup.`
        : `The database of DATABASE_URL cannot be reached (${reason}).`,
      { cause },
    );
  }
  return databaseUrl === null ? `SQLite, opens: ${file}` : 'PostgreSQL, can be reached';
}

async function checkSecretFile(path: string): Promise<string> {
  if (!existsSync(path)) return `will be made at the first start: ${path}`;
  const { mode, size } = await stat(path);
  if ((mode & 0o077) !== 0) {
    throw new Error(`Other users can read ${path}. Run: chmod 600 ${path}`);
  }
  if (size < minSecretBytes) {
    throw new Error(`${path} is too short to be the secret that was made. Restore it from a backup.`);
  }
  return `in ${path}`;
}

/** The folder itself, or the nearest one above it that exists. */
function nearestFolder(path: string): string {
  return existsSync(path) || dirname(path) === path ? path : nearestFolder(dirname(path));
}
