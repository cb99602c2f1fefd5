import { createReadStream } from 'node:fs';
import type { ArtifactRequest } from '@trainyard/core';
import { type Connection, readText } from '../server/connection.ts';
import { isTransientStatus, RefusedError, UnavailableError } from '../server/failure.ts';
import { keepTrying, type RetryPolicy } from '../server/retry.ts';
import type { RunApi } from '../server/run-api.ts';

/** How often a store may refuse the bytes, or the server their completion, before the file is given up. */
const mostRefusals = 5;

/** A store may need minutes to make large files durable before it answers. */
const storeTimeoutMs = 5 * 60 * 1000;

/** Bytes that a store or the server did not take; unlike a refused announcement it does not concern the run. */
class BytesRefusedError extends Error {}

/**
 * Announces a file, sends its bytes and has it published. Every retry announces again, since links run
 * out. Throws RefusedError where the announcement is refused, and BytesRefusedError where the bytes are.
 */
export async function uploadArtifact(
  to: { api: RunApi; connection: Connection },
  artifact: ArtifactRequest,
  file: string,
  policy: RetryPolicy,
): Promise<void> {
  let refusals = 0;
  const refused = (message: string): Error => {
    refusals += 1;
    return refusals < mostRefusals ? new UnavailableError(message) : new BytesRefusedError(message);
  };
  await keepTrying(async () => {
    const { artifact_id: id, upload } = await to.api.announceArtifact(artifact);
    if (upload === null) return;
    const response = await to.connection.send({
      method: upload.method,
      url: upload.url,
      headers: { ...upload.headers, 'content-length': artifact.size_bytes },
      body:
        artifact.size_bytes === 0
          ? ''
          : createReadStream(file, { end: artifact.size_bytes - 1, highWaterMark: 256 * 1024 }),
      signal: policy.signal,
      idleTimeoutMs: storeTimeoutMs,
    });
    const status = response.statusCode ?? 0;
    const text = await readText(response, 1024 * 1024);
    if (isTransientStatus(status)) throw new UnavailableError(`The store answered ${status}.`);
    if (status < 200 || status > 299) throw refused(`The store answered ${status}: ${text.slice(0, 300)}`);
    try {
      await to.api.completeArtifact(id, artifact.fence);
    } catch (error) {
      // Whether the run itself was taken away is for the next announcement to say.
      if (error instanceof RefusedError) throw refused(error.message);
      throw error;
    }
  }, policy);
}
