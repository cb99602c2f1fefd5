import { setTimeout as sleep } from 'node:timers/promises';
import { isEnded } from '@trainyard/core';
import sharp from 'sharp';
import { demoConfig } from '../../../packages/cli/src/demo/config.ts';
import { pictures } from '../../../packages/cli/src/demo/pictures.ts';
import type { DashboardServer } from './dashboard-server.ts';

/** Ids of what `fillStudio` made. */
export interface Studio {
  readonly dataset: string;
  readonly finished: string;
  readonly failed: string;
  readonly running: string;
  readonly queued: string;
}

/** Flags of a server for a studio: with one GPU of a type, the job that comes second waits. */
export const studioSettings = ['--gpus', 'ADA_80_PLUS=1,HOPPER_141=1'];

/** Longer than anything here takes, even on a busy machine. */
const patienceMs = 240_000;
const locomotives = 'orange_locomotive';

/**
 * Fills the account of a server with what a small studio has: datasets with captions, and a job that is
 * finished after `steps` steps, one that failed, one that runs and one that waits for it. The server has
 * `studioSettings`.
 */
export async function fillStudio(server: DashboardServer, steps: number): Promise<Studio> {
  const dataset = await addDataset(server, locomotives, pictures);
  await addDataset(server, 'harbour_without_captions', pictures.slice(5, 9), { hasCaptions: false });
  await server.api.createDataset({ body: { name: 'autumn_collection' } });

  const failed = await submit(server, tooStrong(demoConfig(jobOf('locomotive_sdxl_v1', steps))));
  await reachStatus(server, failed, 'FAILED');
  const finished = await submit(server, demoConfig(jobOf('locomotive_sdxl_v2', steps)));
  await reachStatus(server, finished, 'STOPPED');

  await server.api.putSecret({ params: { name: 'HF_TOKEN' }, body: { value: 'hf_of_the_studio' } });
  await server.api.createToken({ body: { name: 'Render farm' } });
  await server.api.createWebhook({
    body: { url: 'https://hooks.example.com/trainyard', events: ['job.finished', 'dataset.failed'] },
  });

  const running = await submit(server, demoConfig(jobOf('locomotive_at_night', 20_000)));
  const queued = await submit(server, demoConfig(jobOf('locomotive_in_winter', 1_500)));
  await reachStep(server, running, 100);
  return { dataset, finished, failed, running, queued };
}

const jobOf = (name: string, steps: number) => ({ name, steps, dataset: locomotives });

/** More than half precision can hold, which the built-in trainer notices when it starts. */
const tooStrong = (config: string): string => config.replace('linear_alpha: 16', 'linear_alpha: 160000');

async function addDataset(
  { api }: DashboardServer,
  name: string,
  from: typeof pictures,
  { hasCaptions = true } = {},
): Promise<string> {
  const { id } = await api.createDataset({ body: { name } });
  const upload = (filename: string, body: Uint8Array<ArrayBuffer>) =>
    api.uploadDatasetFile({ params: { dataset_id: id }, file: { filename, body } });
  for (const { stem, svg, caption } of from) {
    const drawn = await sharp(Buffer.from(svg)).png().toBuffer();
    await upload(`${stem}.png`, new Uint8Array(drawn));
    if (hasCaptions) await upload(`${stem}.txt`, new TextEncoder().encode(caption));
  }
  await until(`The dataset ${name} is not ready`, async () => {
    const { status } = await api.getDatasetStatus({ params: { dataset_id: id } });
    return status === 'READY' ? null : status;
  });
  return id;
}

async function submit({ api }: DashboardServer, config: string): Promise<string> {
  const { id } = await api.submitJob({
    body: { config_file_format: 'yaml', config_file: config, gpu_type: 'ADA_80_PLUS' },
  });
  return id;
}

function reachStatus({ api }: DashboardServer, id: string, wanted: string): Promise<void> {
  return until(`The job ${id} is not ${wanted}`, async () => {
    const { status, error } = await api.getJobStatus({ params: { job_id: id } });
    const isAsWanted = status === wanted;
    if (!isAsWanted && isEnded(status)) throw new Error(`The job ${id} is ${status}, not ${wanted}.`);
    return isAsWanted ? null : `it is ${status}: ${error?.message ?? 'no error'}`;
  });
}

function reachStep({ api }: DashboardServer, id: string, wanted: number): Promise<void> {
  return until(`The job ${id} is not at step ${wanted}`, async () => {
    const { progress } = await api.getJobStatus({ params: { job_id: id } });
    return progress.current_step >= wanted ? null : `at step ${progress.current_step}`;
  });
}

/** Asks until nothing is amiss any more. Throws, with what is, after `patienceMs`. */
async function until(failure: string, readFault: () => Promise<string | null>): Promise<void> {
  const deadline = Date.now() + patienceMs;
  for (;;) {
    const fault = await readFault();
    if (fault === null) return;
    if (Date.now() > deadline) throw new Error(`${failure}: ${fault}`);
    await sleep(200);
  }
}
