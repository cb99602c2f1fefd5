import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { readSafetensorsHeader } from '../safetensors/read.ts';

/** How often a file is looked at again until it is whole; a trainer that announces early is still writing. */
const lookAgainMs = 100;

/** Size and hash of a whole file. */
export interface MeasuredFile {
  sizeBytes: number;
  sha256: string;
}

/**
 * Hashes a file that is complete: its header is valid, if it is a safetensors file, and neither size nor
 * time changed while it was read. Waits for that up to `patienceMs`, then throws what was wrong last; throws at
 * once when `signal` is aborted.
 */
export async function measureWholeFile(
  path: string,
  patienceMs: number,
  signal?: AbortSignal,
): Promise<MeasuredFile> {
  const giveUpAt = performance.now() + patienceMs;
  for (;;) {
    signal?.throwIfAborted();
    try {
      return await measure(path, signal);
    } catch (error) {
      if (performance.now() > giveUpAt) throw error;
      await sleep(lookAgainMs, undefined, { signal });
    }
  }
}

async function measure(path: string, signal: AbortSignal | undefined): Promise<MeasuredFile> {
  const before = await stat(path);
  if (path.endsWith('.safetensors')) await readSafetensorsHeader(path);
  const hash = createHash('sha256');
  let sizeBytes = 0;
  const bytes: AsyncIterable<Buffer> = createReadStream(path, { highWaterMark: 1024 * 1024, signal });
  for await (const chunk of bytes) {
    hash.update(chunk);
    sizeBytes += chunk.length;
  }
  const after = await stat(path);
  if (before.mtimeMs !== after.mtimeMs || after.size !== sizeBytes || before.size !== sizeBytes) {
    throw new Error('it was still being written');
  }
  return { sizeBytes, sha256: hash.digest('hex') };
}
