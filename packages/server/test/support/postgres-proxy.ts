import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';

/** Stands between a client and PostgreSQL, and can behave as a network that loses everything. */
export interface PostgresProxy {
  /** Of the same database, through the proxy. */
  readonly url: string;
  /** From now on nothing gets through and nobody is told: open connections stay open, new ones open as well. */
  swallow(): void;
  /** New connections work again; those that were open stay dead. */
  heal(): void;
}

/** Starts a proxy for the database at `url`; it ends with the running test. */
export async function startPostgresProxy(url: string): Promise<PostgresProxy> {
  const target = new URL(url);
  const folder = target.searchParams.get('host');
  const port = target.port === '' ? 5432 : Number(target.port);
  let isSwallowing = false;
  const open = new Set<{ readonly sockets: readonly Socket[]; lost: boolean }>();
  const server = createServer((client) => {
    const database = folder === null ? connect(port, target.hostname) : connect(`${folder}/.s.PGSQL.${port}`);
    const pair = { sockets: [client, database], lost: isSwallowing };
    open.add(pair);
    for (const [from, to] of [
      [client, database],
      [database, client],
    ] as const) {
      from.on('data', (chunk) => {
        if (!pair.lost) to.write(chunk);
      });
      from.on('error', () => {});
      from.on('close', () => {
        if (!pair.lost) to.destroy();
      });
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.close();
    for (const { sockets } of open) for (const socket of sockets) socket.destroy();
  });
  const through = new URL(target);
  through.searchParams.delete('host');
  through.hostname = '127.0.0.1';
  through.port = String((server.address() as AddressInfo).port);
  return {
    url: through.href,
    swallow() {
      isSwallowing = true;
      for (const pair of open) pair.lost = true;
    },
    heal() {
      isSwallowing = false;
    },
  };
}
