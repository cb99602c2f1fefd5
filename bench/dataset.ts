import { performance } from 'node:perf_hooks';
import { type BenchServer, startBenchServer } from './server-process.ts';
import { median } from './statistics.ts';

const fileCount = 20_000;

async function upload(server: BenchServer, datasetId: string, from: number, to: number): Promise<void> {
  for (let i = from; i < to; i++) {
    const form = new FormData();
    form.append('file', new Blob([`a caption, number ${i}`]), `caption_${i}.txt`);
    const response = await fetch(`${server.url}/prod/v1/trainers/datasets/${datasetId}/upload`, {
      method: 'POST',
      headers: { authorization: `Bearer ${server.token}` },
      body: form,
    });
    if (!response.ok) throw new Error(`upload answered ${response.status}`);
    await response.arrayBuffer();
  }
}

/** `status` of a large dataset that did not change, against turning the same answer into JSON alone. */
export async function benchDataset(): Promise<string[]> {
  const server = await startBenchServer();
  try {
    const headers = { authorization: `Bearer ${server.token}` };
    const created = await fetch(`${server.url}/prod/v1/trainers/datasets`, { method: 'POST', headers });
    const { id } = (await created.json()) as { id: string };
    const lanes = 8;
    const start = performance.now();
    await Promise.all(
      Array.from({ length: lanes }, (_, lane) =>
        upload(server, id, (lane * fileCount) / lanes, ((lane + 1) * fileCount) / lanes),
      ),
    );
    const seconds = (performance.now() - start) / 1000;
    const status = async () => {
      const began = performance.now();
      const response = await fetch(`${server.url}/prod/v1/trainers/datasets/${id}/status`, { headers });
      const dataset = (await response.json()) as { status: string; files: unknown[] };
      return { ms: performance.now() - began, dataset };
    };
    while ((await status()).dataset.status !== 'READY');
    const times: number[] = [];
    let answer: unknown;
    for (let i = 0; i < 15; i++) {
      const { ms, dataset } = await status();
      times.push(ms);
      answer = dataset;
    }
    const bare = Array.from({ length: 15 }, () => {
      const began = performance.now();
      JSON.parse(JSON.stringify(answer));
      return performance.now() - began;
    });
    const ratio = median(times) / median(bare);
    return [
      `dataset: ${fileCount} uploads at ${(fileCount / seconds).toFixed(0)} a second`,
      `dataset: status of ${fileCount} files in ${median(times).toFixed(0)} ms, ${ratio.toFixed(1)} times the time of its JSON alone`,
    ];
  } finally {
    await server.close();
  }
}
