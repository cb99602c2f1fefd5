import { createHash } from 'node:crypto';
import { type FileHandle, open, rename } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import type { Connection } from '../server/connection.ts';
import { isTransientStatus, RefusedError, UnavailableError } from '../server/failure.ts';
import { keepTrying, type RetryPolicy } from '../server/retry.ts';

/** How often a file whose bytes do not match its hash is fetched again from the beginning. */
const mostMismatches = 3;

/** What is fetched, and what its bytes must be. */
export interface Download {
  url: string;
  /** For messages: what a person calls the file. */
  name: string;
  sizeBytes: number;
  sha256: string;
}

/**
 * Fetches a file to `target`. A connection that breaks is taken up again where it broke; the file gets its
 * name only when size and SHA-256 are right. Throws RefusedError where the link is refused and an Error
 * where the bytes are wrong again and again.
 */
export async function downloadFile(
  connection: Connection,
  download: Download,
  target: string,
  policy: RetryPolicy,
): Promise<void> {
  const partial = `${target}.part`;
  const file = await open(partial, 'w', 0o600);
  try {
    for (let mismatches = 0; ; ) {
      const received = { sizeBytes: 0, hash: createHash('sha256') };
      await keepTrying(async () => {
        received.sizeBytes = await fetchRest(connection, download, file, received, policy.signal);
      }, policy);
      if (received.hash.digest('hex') === download.sha256) break;
      mismatches += 1;
      if (mismatches === mostMismatches) {
        throw new Error(
          `${download.name} arrived ${mismatches} times with other bytes than its SHA-256 says.`,
        );
      }
    }
  } finally {
    await file.close();
  }
  await rename(partial, target);
}

/** Fetches what is missing. Returns the size, which is then right. */
async function fetchRest(
  connection: Connection,
  download: Download,
  file: FileHandle,
  received: { sizeBytes: number; hash: ReturnType<typeof createHash> },
  signal: AbortSignal | undefined,
): Promise<number> {
  if (received.sizeBytes === download.sizeBytes) return received.sizeBytes;
  const response = await connection.send({
    method: 'GET',
    url: download.url,
    headers: received.sizeBytes > 0 ? { range: `bytes=${received.sizeBytes}-` } : {},
    signal,
  });
  const status = response.statusCode ?? 0;
  if (status !== 200 && status !== 206) {
    response.resume();
    if (isTransientStatus(status)) throw new UnavailableError(`${download.name}: the answer was ${status}.`);
    throw new RefusedError(status, `${download.name} cannot be fetched: its link was answered ${status}.`);
  }
  if (!continuesAt(response, received.sizeBytes)) {
    received.sizeBytes = 0;
    received.hash = createHash('sha256');
  }
  try {
    for await (const chunk of response as AsyncIterable<Buffer>) {
      if (received.sizeBytes + chunk.length > download.sizeBytes) {
        throw new RefusedError(
          status,
          `${download.name} is longer than the ${download.sizeBytes} bytes promised.`,
        );
      }
      await file.write(chunk, 0, chunk.length, received.sizeBytes);
      received.hash.update(chunk);
      received.sizeBytes += chunk.length;
    }
  } catch (error) {
    // What the disk says, and an answer that is too long, will not change.
    if (error instanceof RefusedError || isDiskFault(error)) throw error;
    signal?.throwIfAborted();
    throw new UnavailableError(`${download.name} broke off: ${(error as Error).message}`, { cause: error });
  }
  if (received.sizeBytes < download.sizeBytes) {
    throw new UnavailableError(
      `${download.name} ended after ${received.sizeBytes} of ${download.sizeBytes} bytes.`,
    );
  }
  return received.sizeBytes;
}

/** True where the answer's first byte is byte `offset` of the file. */
function continuesAt(response: IncomingMessage, offset: number): boolean {
  if (response.statusCode === 200) return offset === 0;
  return Number(/^bytes (\d+)-/.exec(response.headers['content-range'] ?? '')?.[1]) === offset;
}

function isDiskFault(error: unknown): boolean {
  return ['ENOSPC', 'EDQUOT', 'EIO', 'EROFS', 'EFBIG'].includes((error as NodeJS.ErrnoException).code ?? '');
}
