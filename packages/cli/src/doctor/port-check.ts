import { readFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import type { Settings } from '@trainyard/server/settings';
import type { Io } from '../io.ts';
import type { DoctorCheck } from './check.ts';
import { findPortOwner } from './port-owner.ts';

/** Checks that the server could listen, or that it is this installation's own server that does. */
export function portCheck(settings: Settings, io: Io): DoctorCheck {
  return { name: 'port', run: () => checkPort(settings, io) };
}

async function checkPort({ host, port, dataDir }: Settings, io: Io): Promise<string> {
  const code = await tryToListen(host, port);
  if (code === null) return port === 0 ? 'any free one' : `${host}:${port} is free`;
  if (code !== 'EADDRINUSE') {
    throw new Error(
      `${host}:${port} cannot be listened on (${code}). ` +
        (code === 'EACCES' ? 'Choose a PORT of 1024 or more.' : 'Choose a HOST that this machine has.'),
    );
  }
  const own = await readOwnUrl(dataDir);
  if (own !== null && Number(new URL(own).port) === port && (await answers(own, io))) {
    return `the running server of this data folder listens on ${own}`;
  }
  const owner = await findPortOwner(port);
  throw new Error(
    `Port ${port} is taken${owner === null ? '' : ` by ${owner.name} (process ${owner.pid})`}. Stop what listens there, or choose another PORT.`,
  );
}

/** Null when the port could be listened on, else the code of the failure. */
function tryToListen(host: string, port: number): Promise<string | null> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
    server.listen({ host, port }, () => server.close(() => resolve(null)));
  });
}

async function readOwnUrl(dataDir: string): Promise<string | null> {
  try {
    const url = (await readFile(join(dataDir, 'server.url'), 'utf8')).trim();
    return URL.canParse(url) ? url : null;
  } catch {
    return null;
  }
}

async function answers(url: string, io: Io): Promise<boolean> {
  try {
    const response = await io.fetch(`${url}/healthz`, { signal: AbortSignal.timeout(3000) });
    await response.text();
    return response.status === 200;
  } catch {
    return false;
  }
}
