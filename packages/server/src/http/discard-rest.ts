import type { IncomingMessage } from 'node:http';

const lingerMs = 10_000;

/**
 * Does work that reads a request's body. Where it throws before the end of the body, the rest is thrown away:
 * a client that is still sending would otherwise meet a reset connection instead of the answer. One that does
 * not come to an end is cut off after a while.
 */
export async function discardingRest<T>(request: IncomingMessage, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    discardRest(request);
    throw error;
  }
}

function discardRest(request: IncomingMessage): void {
  if (request.complete || request.destroyed) return;
  const timer = setTimeout(() => request.destroy(), lingerMs).unref();
  request.once('close', () => clearTimeout(timer));
  request.once('end', () => clearTimeout(timer));
  // A client that gives up now is no news to anybody.
  request.on('error', () => {});
  request.resume();
}
