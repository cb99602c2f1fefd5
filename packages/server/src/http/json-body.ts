import type { IncomingMessage } from 'node:http';
import { HttpError } from '@trainyard/core';
import { discardingRest } from './discard-rest.ts';

/** Room for a long config, or for the names and sizes of tens of thousands of files. */
const maxJsonBytes = 8_000_000;

/** Reads a JSON body whatever its content type. An empty body is `undefined`. Throws 400 and 413. */
export async function readJsonBody(request: IncomingMessage): Promise<{ value: unknown; bytes: Buffer }> {
  const bytes = await discardingRest(request, () => readBytes(request));
  if (bytes.length === 0) return { value: undefined, bytes };
  try {
    return { value: JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)), bytes };
  } catch (error) {
    const reason = error instanceof SyntaxError ? error.message : 'it is not UTF-8';
    throw new HttpError(400, `The request body is not valid JSON: ${reason}.`, { cause: error });
  }
}

async function readBytes(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    // Left undestroyed, so that the rest of a body that is refused can be discarded.
    for await (const chunk of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
      size += chunk.length;
      if (size > maxJsonBytes) {
        throw new HttpError(413, `The request body is larger than ${maxJsonBytes} bytes.`);
      }
      chunks.push(chunk);
    }
  } catch (error) {
    if (error instanceof HttpError) throw error;
    throw new HttpError(400, 'The connection ended before the whole body had arrived.', { cause: error });
  }
  return Buffer.concat(chunks);
}
