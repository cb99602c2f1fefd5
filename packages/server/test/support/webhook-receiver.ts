import { createHmac, timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';
import { waitFor } from './wait-for.ts';

/** A message as it arrived. */
export interface ReceivedMessage {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  // biome-ignore lint/suspicious/noExplicitAny: tests look freely into messages
  readonly body: any;
}

/** A real HTTP server that takes webhook messages; it ends with the running test. */
export async function startReceiver(
  answer: (message: ReceivedMessage, response: ServerResponse) => void = (_message, response) => {
    response.writeHead(204).end();
  },
) {
  const received: ReceivedMessage[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const text = Buffer.concat(chunks).toString();
      const message = {
        path: request.url ?? '',
        headers: request.headers,
        text,
        body: text === '' ? null : JSON.parse(text),
      };
      received.push(message);
      answer(message, response);
    });
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/hook`,
    port,
    received,
    /** The messages so far, once there are so many. */
    async messages(count: number, timeoutMs = 20_000): Promise<readonly ReceivedMessage[]> {
      return waitFor(`${count} messages`, async () => received.length >= count && [...received], {
        timeoutMs,
      });
    },
    /** The types of the messages so far. */
    types: () => received.map(({ body }) => body.type as string),
  };
}

/** Verifies a message as a receiver does that follows the Standard Webhooks specification. */
export function isFrom(secret: string, { headers, text }: ReceivedMessage): boolean {
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
  const signed = `${headers['webhook-id']}.${headers['webhook-timestamp']}.${text}`;
  const expected = createHmac('sha256', key).update(signed).digest();
  const given = Buffer.from(String(headers['webhook-signature']).replace(/^v1,/, ''), 'base64');
  const ageSeconds = Math.abs(Date.now() / 1000 - Number(headers['webhook-timestamp']));
  return given.length === expected.length && timingSafeEqual(given, expected) && ageSeconds < 300;
}
