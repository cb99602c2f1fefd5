import type { AddressInfo } from 'node:net';
import { type Logger, pino } from 'pino';
import { compose } from './compose.ts';
import { lockDataDir, openDataDir, writeServerUrl } from './config/data-dir.ts';
import type { Settings } from './config/settings.ts';
import { OperatorError } from './operator-error.ts';
import { createReleasers } from './releasers.ts';

/** A server that listens. */
export interface RunningServer {
  /** Where it is reached from this machine. */
  readonly url: string;
  /** Takes no more work, finishes what is being answered, and leaves runs running. */
  close(): Promise<void>;
}

/**
 * Starts a server and returns once it listens. Throws `OperatorError` for what the operator can mend: the port
 * is taken, another server has the data folder, the database cannot be reached.
 */
export async function startServer(
  settings: Settings,
  options: { logger?: Logger } = {},
): Promise<RunningServer> {
  const releasers = createReleasers();
  try {
    const logger = options.logger ?? pino({ level: settings.logLevel }, pino.destination(2));
    const dataDir = openDataDir(settings.dataDir);
    releasers.add('the lock of the data folder', lockDataDir(dataDir));
    let url = '';
    const service = await compose({ settings, dataDir, logger, listening: () => url, releasers });
    await listen(service.app, settings);
    url = urlOf(service.app.server.address() as AddressInfo, settings.host);
    writeServerUrl(dataDir, url);
    service.start();
    return { url, close: () => releasers.releaseAll() };
  } catch (error) {
    await releasers.releaseAll();
    throw error;
  }
}

async function listen(
  app: { listen(options: object): Promise<unknown> },
  { host, port }: Settings,
): Promise<void> {
  try {
    await app.listen({ host, port });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EADDRINUSE') {
      throw new OperatorError(
        `Port ${port} of ${host} is taken. Stop what listens there, or choose another PORT.`,
      );
    }
    if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND') {
      throw new OperatorError(`This machine has no address ${host} to listen on. Choose another HOST.`);
    }
    if (code === 'EACCES') {
      throw new OperatorError(`Port ${port} may not be used by this user. Choose a PORT of 1024 or more.`);
    }
    throw error;
  }
}

/** An address that works on this machine, also when the server listens on all of them. */
function urlOf({ address, family, port }: AddressInfo, host: string): string {
  const everywhere = address === '0.0.0.0' || address === '::';
  const name = everywhere ? '127.0.0.1' : family === 'IPv6' ? `[${address}]` : host;
  return `http://${name}:${port}`;
}
