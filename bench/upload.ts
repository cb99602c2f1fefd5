import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { residentBytes, startBareServer, startBenchServer } from './server-process.ts';
import { inTurn, median } from './statistics.ts';

const fileBytes = 150_000_000;
const chunk = randomBytes(1_000_000);
const boundary = 'trainyard-bench';

/** Sends a body of `fileBytes` random bytes, framed by `head` and `tail`; returns the milliseconds to the answer. */
function send(
  url: string,
  options: { method: string; headers: Record<string, string>; head: string; tail: string },
) {
  const { method, headers, head, tail } = options;
  const length = Buffer.byteLength(head) + fileBytes + Buffer.byteLength(tail);
  return new Promise<number>((resolve, reject) => {
    const start = performance.now();
    const sending = request(
      url,
      { method, headers: { ...headers, 'content-length': length } },
      (response) => {
        response.resume();
        response.once('end', () => {
          if ((response.statusCode ?? 500) < 300) resolve(performance.now() - start);
          else reject(new Error(`${url} answered ${response.statusCode}`));
        });
      },
    );
    sending.once('error', reject);
    sending.write(head);
    let left = fileBytes;
    const write = () => {
      while (left > 0) {
        left -= chunk.length;
        if (!sending.write(chunk)) {
          sending.once('drain', write);
          return;
        }
      }
      sending.end(tail);
    };
    write();
  });
}

async function createDataset(server: { url: string; token: string }): Promise<string> {
  const response = await fetch(`${server.url}/prod/v1/trainers/datasets`, {
    method: 'POST',
    headers: { authorization: `Bearer ${server.token}` },
  });
  return ((await response.json()) as { id: string }).id;
}

function uploadTo(server: { url: string; token: string }, datasetId: string, name: string): Promise<number> {
  return send(`${server.url}/prod/v1/trainers/datasets/${datasetId}/upload`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${server.token}`,
      'content-type': `multipart/form-data; boundary=${boundary}`,
    },
    head: `--${boundary}\r\ncontent-disposition: form-data; name="file"; filename="${name}"\r\ncontent-type: text/plain\r\n\r\n`,
    tail: `\r\n--${boundary}--\r\n`,
  });
}

/** Upload throughput against a bare server. */
export async function benchUpload(): Promise<string[]> {
  const folder = mkdtempSync(join(tmpdir(), 'trainyard-bench-bare-'));
  const bare = await startBareServer(folder);
  const server = await startBenchServer();
  try {
    let round = 0;
    const { first, second } = await inTurn(
      7,
      async () => uploadTo(server, await createDataset(server), `clip-${round++}.mp4`),
      () => send(bare.url, { method: 'PUT', headers: {}, head: '', tail: '' }),
    );
    const ratios = first.map((ms, i) => (second[i] ?? Number.NaN) / ms);
    const rate = (ms: number) => `${(fileBytes / 1e6 / (ms / 1000)).toFixed(0)} MB/s`;
    return [
      `upload: ${rate(median(first))} against ${rate(median(second))} of the bare server: ratio ${median(ratios).toFixed(2)} (wanted: at least 0.80)`,
    ];
  } finally {
    await server.close();
    bare.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Memory that eight uploads at once take. */
export async function benchMemory(): Promise<string[]> {
  const server = await startBenchServer();
  try {
    await uploadTo(server, await createDataset(server), 'warm-up.mp4');
    const before = residentBytes(server.pid);
    let peak = before;
    const watch = setInterval(() => {
      peak = Math.max(peak, residentBytes(server.pid));
    }, 20);
    // Random bytes are no video: each dataset fails when its file has been looked at.
    await Promise.all(
      Array.from({ length: 8 }, async (_, i) =>
        uploadTo(server, await createDataset(server), `clip-${i}.mp4`),
      ),
    );
    clearInterval(watch);
    const mb = (bytes: number) => (bytes / 1e6).toFixed(0);
    return [
      `memory: 8 × 150 MB at once grew the server from ${mb(before)} to ${mb(peak)} MB: ${mb(peak - before)} MB (wanted: under 64)`,
    ];
  } finally {
    await server.close();
  }
}
