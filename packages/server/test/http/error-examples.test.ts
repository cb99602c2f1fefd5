import { allErrors, type RequestExample } from '@trainyard/core';
import { describe, expect, test } from 'vitest';
import type { CallOptions, Reply } from '../support/api-client.ts';
import { picture, sharedServer, uniqueName } from '../support/build-server.ts';
import { trainConfig } from '../support/train-config.ts';

/* The requests that the pages of the errors show are sent as they are shown, with their placeholders filled in. */

const server = await sharedServer();
const ada = server.as('ada');
const jobs = '/prod/v1/trainers/ai-toolkit/jobs';

/** Values for the placeholders of a path. */
type Ids = Readonly<Record<string, string>>;

/** How each state that an example says it needs is reached; one that is not said here fails its test. */
const states: Readonly<Record<string, () => Promise<Ids>>> = {
  'The account has no dataset with this id.': async () => ({}),
  'The account has no job with this id.': async () => ({}),
  'The installation does not offer this type.': async () => ({}),
  'The account has a dataset named `dogs`.': async () => ({ '{dataset_id}': await dogs() }),
  'The dataset is `FAILED`.': async () => {
    const { id } = (await ada.createDataset()).body;
    await ada.upload(id, 'broken.jpg', 'this is no picture');
    await ada.datasetReaches(id, 'FAILED');
    return { '{dataset_id}': id };
  },
  'The dataset is a new one.': newDataset,
  'The account has a job named `my_lora`.': async () => ({ '{job_id}': await myLora() }),
  'The job is `RUNNING`.': () => loraThatIs('RUNNING'),
  'The job is `CANCELED`.': () => loraThatIs('CANCELED'),
  'The job is `CANCELED`, and its name is `my_lora`.': () => loraThatIs('CANCELED'),
};

describe('the requests on the page of an error', () => {
  const shown = allErrors.flatMap(({ code, example }) =>
    example === undefined ? [] : [[code, example] as const],
  );

  test.for(shown)('%i: one is refused with it, and the other succeeds', async ([code, { bad, good }]) => {
    await dogs();
    const refused = await send(bad);
    expect(refused.body.error_code, refused.text).toBe(code);
    const taken = await send(good);
    expect(taken.status, taken.text).toBeLessThan(300);
    // A job that a later example does not use must not take the place of the one that it does.
    if (good.path === jobs) expect((await ada.job(taken.body.id, 'POST', 'cancel')).status).toBe(200);
  });
});

async function send(request: RequestExample): Promise<Reply> {
  const path = await fillPath(request);
  return ada.call(request.method, path, bodyOf(request));
}

async function fillPath({ path, given }: RequestExample): Promise<string> {
  const reach = given === undefined ? () => ordinary(path) : states[given];
  if (reach === undefined) throw new Error(`No state is made for: ${given}`);
  const ids = await reach();
  return path.replaceAll(/\{\w+\}/g, (placeholder) => {
    const id = ids[placeholder];
    if (id === undefined) throw new Error(`Nothing stands for ${placeholder} in ${path}`);
    return id;
  });
}

async function ordinary(path: string): Promise<Ids> {
  if (path.includes('{job_id}')) return { '{job_id}': await myLora() };
  return path.includes('{dataset_id}') ? newDataset() : {};
}

async function newDataset(): Promise<Ids> {
  return { '{dataset_id}': (await ada.createDataset()).body.id };
}

function bodyOf({ body, file }: RequestExample): CallOptions {
  if (file !== undefined) {
    const form = new FormData();
    const bytes = file.sizeBytes === undefined ? new Uint8Array(picture) : new Uint8Array(file.sizeBytes);
    form.append('file', new Blob([bytes]), file.filename);
    return { body: form };
  }
  if (body === undefined) return {};
  const { config_file: config } = body;
  return { json: typeof config === 'string' ? { ...body, config_file: fillConfig(config) } : body };
}

function fillConfig(shown: string): string {
  const named = /^\{YAML text(?: with config\.name: (\w+))?\}$/.exec(shown);
  if (named === null) throw new Error(`No config is made for: ${shown}`);
  return loraConfig(named[1] ?? uniqueName('lora'));
}

/** Trains until it is cancelled. */
function loraConfig(name: string): string {
  return trainConfig({ name, dataset: 'dogs', steps: 5000 });
}

let dogsMade: Promise<string> | null = null;

function dogs(): Promise<string> {
  dogsMade ??= ada.readyDataset('dogs', { 'a.jpg': picture });
  return dogsMade;
}

let loraMade: Promise<string> | null = null;

function myLora(): Promise<string> {
  loraMade ??= ada.submitted(loraConfig('my_lora'));
  return loraMade;
}

async function loraThatIs(status: 'RUNNING' | 'CANCELED'): Promise<Ids> {
  const id = await myLora();
  const now: string = (await ada.job(id, 'GET', 'status')).body.status;
  if (status === 'CANCELED' && now !== 'CANCELED') {
    await loraThatIs('RUNNING');
    expect((await ada.job(id, 'POST', 'cancel')).status).toBe(200);
  } else if (status === 'RUNNING' && (now === 'CANCELED' || now === 'STOPPED')) {
    expect((await ada.job(id, 'POST', 'resume')).status).toBe(200);
  }
  await ada.jobReaches(id, status);
  return { '{job_id}': id };
}
