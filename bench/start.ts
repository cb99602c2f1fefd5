import { performance } from 'node:perf_hooks';
import sharp from 'sharp';
import { type BenchServer, startBenchServer } from './server-process.ts';
import { percentile } from './statistics.ts';

const api = '/prod/v1/trainers';

async function call<T>(server: BenchServer, method: string, path: string, body?: unknown): Promise<T> {
  const response = await fetch(server.url + api + path, {
    method,
    headers: { authorization: `Bearer ${server.token}` },
    ...(body !== undefined && { body: body instanceof FormData ? body : JSON.stringify(body) }),
  });
  const answer = (await response.json()) as T & { error_message?: string };
  if (!response.ok) throw new Error(`${method} ${path}: ${answer.error_message}`);
  return answer;
}

async function readyDataset(server: BenchServer): Promise<string> {
  const { id, name } = await call<{ id: string; name: string }>(server, 'POST', '/datasets', {
    name: 'bench',
  });
  const picture = await sharp({ create: { width: 64, height: 64, channels: 3, background: 'teal' } })
    .png()
    .toBuffer();
  const form = new FormData();
  form.append('file', new Blob([new Uint8Array(picture)]), 'picture.png');
  await call(server, 'POST', `/datasets/${id}/upload`, form);
  while ((await call<{ status: string }>(server, 'GET', `/datasets/${id}/status`)).status !== 'READY');
  return name;
}

const config = (name: string, dataset: string) => `
job: extension
config:
  name: ${name}
  process:
    - type: diffusion_trainer
      training_folder: /app/ai-toolkit/output
      network: {type: lora, linear: 4, linear_alpha: 4}
      datasets: [{folder_path: /app/ai-toolkit/datasets/${dataset}}]
      train: {steps: 1, lr: 1e-4, batch_size: 1, disable_sampling: true}
      model: {arch: sdxl, name_or_path: stabilityai/stable-diffusion-xl-base-1.0}
`;

/** When the trainer's process was started, as its agent reported it. */
async function trainerStartedAt(server: BenchServer, jobId: string): Promise<number> {
  for (;;) {
    const job = await call<{ started_at: string | null; finished_at: string | null }>(
      server,
      'GET',
      `/ai-toolkit/jobs/${jobId}/status`,
    );
    if (job.started_at !== null && job.finished_at !== null) return Date.parse(job.started_at);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** From sending the submission to the start of the trainer's process, one job at a time on an idle server. */
export async function benchStart(): Promise<string[]> {
  const server = await startBenchServer();
  try {
    const dataset = await readyDataset(server);
    const times: number[] = [];
    for (let i = 0; i < 100; i++) {
      const sentAt = performance.timeOrigin + performance.now();
      const { id } = await call<{ id: string }>(server, 'POST', '/ai-toolkit/jobs', {
        config_file_format: 'yaml',
        config_file: config(`start-${i}`, dataset),
        gpu_type: 'ADA_80_PLUS',
      });
      times.push((await trainerStartedAt(server, id)) - sentAt);
    }
    const ms = (share: number) => percentile(times, share).toFixed(0);
    return [
      `start: from submission to the trainer's process: median ${ms(0.5)} ms, 95th percentile ${ms(0.95)} ms, 99th ${ms(0.99)} ms (wanted: 99th under 100 ms)`,
    ];
  } finally {
    await server.close();
  }
}
