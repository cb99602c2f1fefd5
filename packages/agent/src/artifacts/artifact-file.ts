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
 * time changed while it was read. Waits for that up to `patienceMs`, then throws what was wrong last.
 */
export async function measureWholeFile(path: string, patienceMs: number): Promise<MeasuredFile> {
  const giveUpAt = performance.now() + patienceMs;
  for (;;) {
    try {
      return await measure(path);
    } catch (error) {
      if (performance.now() > giveUpAt) throw error;
      await sleep(lookAgainMs);
    }
  }
}

async function measure(path: string): Promise<MeasuredFile> {
  const before = await stat(path);
  if (path.endsWith('.safetensors')) await readSafetensorsHeader(path);
  const hash = createHash('sha256');
  let sizeBytes = 0;
  for await (const chunk of createReadStream(path, { highWaterMark: 1024 * 1024 }) as AsyncIterable<Buffer>) {
    hash.update(chunk);
    sizeBytes += chunk.length;
  }
  const after = await stat(path);
  if (before.mtimeMs !== after.mtimeMs || after.size !== sizeBytes || before.size !== sizeBytes) {
    throw new Error('it was still being written');
  }
  return { sizeBytes, sha256: hash.digest('hex') };
}
