import { randomUUID } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import Sqlite from 'better-sqlite3';
import { keepAlive } from '../db/keep-alive.ts';
import { OperatorError } from '../operator-error.ts';

/** The places inside a data folder. */
export interface DataDir {
  readonly root: string;
  readonly database: string;
  readonly objects: string;
  readonly runs: string;
  /** Small pictures, which can be made again. */
  readonly thumbnails: string;
  readonly secret: string;
  /** Names this installation on this machine, for as long as the folder lives. */
  readonly nodeName: string;
  /** Where agents on this machine and the command find the running server's URL. */
  readonly serverUrl: string;
}

/** Names the places; makes the folder, readable by its owner alone. */
export function openDataDir(path: string): DataDir {
  const root = resolve(path);
  mkdirSync(root, { recursive: true, mode: 0o700 });
  return {
    root,
    database: join(root, 'trainyard.db'),
    objects: join(root, 'objects'),
    runs: join(root, 'runs'),
    thumbnails: join(root, 'thumbnails'),
    secret: join(root, 'secret.key'),
    nodeName: readNodeName(join(root, 'node')),
    serverUrl: join(root, 'server.url'),
  };
}

/** A name that stays when the machine is renamed: what runs here is found again by it. */
function readNodeName(path: string): string {
  try {
    writeFileSync(path, `${randomUUID()}\n`, { flag: 'wx', mode: 0o600 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  return readFileSync(path, 'utf8').trim();
}

/**
 * Holds a data folder for one server. The lock is the operating system's (through SQLite), so it ends with the
 * process, however that dies. Throws `OperatorError` when another server has it.
 */
export function lockDataDir(dataDir: DataDir): () => void {
  const lock = keepAlive(new Sqlite(join(dataDir.root, 'server.lock'), { timeout: 0 }));
  try {
    lock.exec('pragma locking_mode = EXCLUSIVE; begin exclusive');
  } catch (error) {
    lock.close();
    throw new OperatorError(
      `Another Trainyard server is using ${dataDir.root}. Stop it, or give this one a DATA_DIR of its own.`,
      { cause: error },
    );
  }
  return () => lock.close();
}

/** Publishes the URL at which this server listens, atomically. */
export function writeServerUrl(dataDir: DataDir, url: string): void {
  const temporary = `${dataDir.serverUrl}.${process.pid}`;
  writeFileSync(temporary, `${url}\n`, { mode: 0o600 });
  renameSync(temporary, dataDir.serverUrl);
}
