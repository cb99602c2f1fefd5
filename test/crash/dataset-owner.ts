import { setTimeout as sleep } from 'node:timers/promises';
import { type ClientUnderTest, sha256 } from './client-under-test.ts';
import { drawPicture } from './draw-picture.ts';
import type { HistoryEvent } from './history.ts';
import type { Random } from './random.ts';

/** A dataset of an account. */
export interface OwnedDataset {
  readonly id: string;
  readonly name: string;
  readonly client: ClientUnderTest;
}

type Record = (event: HistoryEvent) => void;

/** Makes a dataset with two captioned pictures; those of the same seed are the same. */
export async function makeDataset(
  client: ClientUnderTest,
  name: string,
  random: Random,
  record: Record,
): Promise<OwnedDataset> {
  const { answer, refusal } = await client.call((api) => api.createDataset({ body: { name } }));
  if (answer === null) throw new Error(`The dataset ${name} could not be made: ${refusal}`);
  const dataset = { id: answer.id, name, client };
  for (const stem of ['one', 'two']) {
    await upload(dataset, `${stem}.png`, drawPicture(random), record, 'whole');
    await upload(dataset, `${stem}.txt`, Buffer.from(`a picture called ${stem}\n`), record, 'whole');
  }
  await untilReady(dataset);
  return dataset;
}

async function untilReady({ id, client }: OwnedDataset): Promise<void> {
  for (;;) {
    const { answer } = await client.insist((api) => api.getDatasetStatus({ params: { dataset_id: id } }));
    if (answer?.status === 'READY') return;
    await sleep(30);
  }
}

async function upload(
  dataset: OwnedDataset,
  filename: string,
  bytes: Uint8Array,
  record: Record,
  how: 'whole' | 'cut',
): Promise<void> {
  const { client, id, name } = dataset;
  const pieces = async function* () {
    const half = Math.floor(bytes.length / 2);
    yield bytes.subarray(0, half);
    await sleep(20);
    if (how === 'cut') throw new TypeError('The sender breaks off.');
    yield bytes.subarray(half);
  };
  const { sentAt, endedAt, outcome } = await client.call((api) =>
    api.uploadDatasetFile({ params: { dataset_id: id }, file: { filename, body: pieces() } }),
  );
  record({
    type: 'uploaded',
    sentAt,
    endedAt,
    dataset: `${client.account}/${name}`,
    filename,
    sha256: sha256(bytes),
    outcome,
    wasCut: how === 'cut',
  });
}

/** Sends, replaces and removes files of a dataset until it is told to stop, breaking some uploads off. */
export async function churnDataset(
  dataset: OwnedDataset,
  options: { random: Random; record: Record; isOver: () => boolean },
): Promise<void> {
  const { random, record, isOver } = options;
  const { client, id, name } = dataset;
  while (!isOver()) {
    await sleep(random.whole(100, 900));
    const filename = `${random.pick(['one', 'two', 'three', 'four'])}.png`;
    if (random.chance(0.1) && !['one.png', 'two.png'].includes(filename)) {
      const { sentAt, endedAt, outcome } = await client.call((api) =>
        api.deleteDatasetFile({ params: { dataset_id: id, filename } }),
      );
      const owner = `${client.account}/${name}`;
      record({ type: 'file-removed', sentAt, endedAt, dataset: owner, filename, outcome });
    } else {
      const how = random.chance(0.3) ? 'cut' : 'whole';
      await upload(dataset, filename, drawPicture(random), record, how);
    }
    if (random.chance(0.2)) await readDataset(dataset, record);
  }
}

/** Lists the files of a dataset, reads them all, and notes what they are. */
export async function readDataset({ id, name, client }: OwnedDataset, record: Record): Promise<void> {
  const sentAt = Date.now();
  const { answer } = await client.insist((api) => api.getDatasetStatus({ params: { dataset_id: id } }));
  if (answer === null) throw new Error(`The dataset ${name} is gone.`);
  const files: { filename: string; sha256: string | null }[] = [];
  for (const { filename } of answer.files) {
    const { answer: bytes } = await client.insist(async (api) => {
      const { body } = await api.getDatasetFile({ params: { dataset_id: id, filename } });
      return body === null ? new Uint8Array() : readAll(body);
    });
    files.push({ filename, sha256: bytes === null ? null : sha256(bytes) });
  }
  const dataset = `${client.account}/${name}`;
  record({ type: 'dataset-read', sentAt, endedAt: Date.now(), dataset, status: answer.status, files });
}

async function readAll(stream: {
  getReader(): { read(): Promise<{ done: boolean; value?: Uint8Array | undefined }> };
}): Promise<Uint8Array> {
  const reader = stream.getReader();
  const pieces: Uint8Array[] = [];
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return Buffer.concat(pieces);
    if (value !== undefined) pieces.push(value);
  }
}
