import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Connection, createConnection, readText } from './connection.ts';
import { UnavailableError } from './failure.ts';

let folder = '';
let servers: Server[] = [];
let connection: Connection | null = null;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'connection-'));
});
afterEach(async () => {
  connection?.close();
  for (const server of servers) {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
  servers = [];
  rmSync(folder, { recursive: true });
});

async function listen(name: string): Promise<string> {
  const server = createServer((request, response) => {
    if (request.method === 'PUT') response.writeHead(403).end('no');
    else response.end(`${name} ${request.url}`);
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const get = async (from: Connection, url: string) => readText(await from.send({ method: 'GET', url }), 1000);

describe('the connection', () => {
  test('finds a server that moved, and leads its old links there', async () => {
    const file = join(folder, 'url');
    const [first, second] = [await listen('first'), await listen('second')];
    writeFileSync(file, first);
    connection = createConnection({ serverUrl: 'http://127.0.0.1:1', serverUrlFile: file });
    const link = `${first}/files/a?sig=1`;
    expect(await get(connection, connection.serverAddress('/x'))).toBe('first /x');
    expect(await get(connection, link)).toBe('first /files/a?sig=1');

    const gone = servers.shift();
    gone?.closeAllConnections();
    await new Promise((resolve) => gone?.close(resolve));
    writeFileSync(file, `${second}/\n`);
    await expect(get(connection, link)).rejects.toThrow(UnavailableError);
    expect(await get(connection, link)).toBe('second /files/a?sig=1');
    expect(await get(connection, connection.serverAddress('/x'))).toBe('second /x');
  });

  test('leaves links to other places alone', async () => {
    const [server, store] = [await listen('server'), await listen('store')];
    connection = createConnection({ serverUrl: server, serverUrlFile: join(folder, 'missing') });
    expect(await get(connection, `${store}/a`)).toBe('store /a');
  });

  test('gives the answer to an upload that is refused before all of it was sent', async () => {
    connection = createConnection({ serverUrl: await listen('store'), serverUrlFile: null });
    let given = 0;
    const body = Readable.from(
      (function* () {
        for (; given < 10_000; given += 1) yield Buffer.alloc(65_536);
      })(),
    );
    const headers = { 'content-length': 10_000 * 65_536 };
    const response = await connection.send({
      method: 'PUT',
      url: connection.serverAddress('/a'),
      headers,
      body,
    });
    expect(response.statusCode).toBe(403);
    expect(await readText(response, 1000)).toBe('no');
    expect(given).toBeLessThan(10_000);
    expect(body.destroyed).toBe(true);
  });

  test('says that the server is not there', async () => {
    connection = createConnection({ serverUrl: 'http://127.0.0.1:1', serverUrlFile: null });
    await expect(get(connection, connection.serverAddress('/x'))).rejects.toThrow(
      /http:\/\/127.0.0.1:1 did not answer: .*ECONNREFUSED/,
    );
  });
});
