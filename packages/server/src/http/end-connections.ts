import { setMaxListeners } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { FastifyInstance } from 'fastify';

/**
 * Lets a server that closes come to its end: connections over which nothing was ever asked are cut (browsers
 * and pools open such ones ahead), answers without an end are told to stop by the signal that is returned, and
 * a connection is ended with the answer that was under way on it.
 */
export function endConnections(app: FastifyInstance): AbortSignal {
  const closing = new AbortController();
  // Every request that is being answered listens.
  setMaxListeners(0, closing.signal);
  const unused = new Set<Socket>();
  app.server.on('connection', (socket: Socket) => {
    unused.add(socket);
    socket.once('close', () => unused.delete(socket));
  });
  app.server.on('request', ({ socket }: IncomingMessage, response: ServerResponse) => {
    unused.delete(socket);
    response.once('finish', () => {
      if (closing.signal.aborted) socket.end();
    });
  });
  app.addHook('preClose', async () => {
    closing.abort();
    for (const socket of unused) socket.destroy();
  });
  return closing.signal;
}
