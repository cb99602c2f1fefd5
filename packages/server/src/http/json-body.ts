import type { IncomingMessage } from 'node:http';
import { HttpError } from '@trainyard/core';
import { discardingRest } from './discard-rest.ts';

/** Nothing that is asked for nests so deep, and whatever goes down by recursion would run out of stack. */
const maxDepth = 100;

/**
 * Reads a JSON body of at most `maxBytes`, whatever its content type. An empty body is `undefined`. Throws 400
 * and 413.
 */
export async function readJsonBody(
  request: IncomingMessage,
  maxBytes: number,
): Promise<{ value: unknown; bytes: Buffer }> {
  const bytes = await discardingRest(request, () => readBytes(request, maxBytes));
  if (bytes.length === 0) return { value: undefined, bytes };
  if (depthOf(bytes) > maxDepth) {
    throw new HttpError(400, `The request body is nested deeper than ${maxDepth} levels.`);
  }
  try {
    return { value: JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)), bytes };
  } catch (error) {
    const reason = error instanceof SyntaxError ? error.message : 'it is not UTF-8';
    throw new HttpError(400, `The request body is not valid JSON: ${reason}.`, { cause: error });
  }
}

async function readBytes(request: IncomingMessage, maxBytes: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    // Left undestroyed, so that the rest of a body that is refused can be discarded.
    for await (const chunk of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
      size += chunk.length;
      if (size > maxBytes) {
        throw new HttpError(413, `The request body is larger than ${maxBytes} bytes.`);
      }
      chunks.push(chunk);
    }
  } catch (error) {
    if (error instanceof HttpError) throw error;
    throw new HttpError(400, 'The connection ended before the whole body had arrived.', { cause: error });
  }
  return Buffer.concat(chunks);
}

/** How deep lists and objects nest in a JSON text; for any other text, some number. */
function depthOf(bytes: Buffer): number {
  let depth = 0;
  let deepest = 0;
  let isText = false;
  for (let at = 0; at < bytes.length; at += 1) {
    const byte = bytes[at];
    if (byte === quote) isText = !isText;
    else if (isText) at += byte === backslash ? 1 : 0;
    else if (byte === openBracket || byte === openBrace) deepest = Math.max(deepest, ++depth);
    else if (byte === closeBracket || byte === closeBrace) depth -= 1;
  }
  return deepest;
}

const [quote, backslash, openBracket, openBrace, closeBracket, closeBrace] = Buffer.from('"\\[{]}');
