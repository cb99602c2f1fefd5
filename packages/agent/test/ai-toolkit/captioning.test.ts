import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Assignment } from '@trainyard/core';
import { afterEach, expect, test } from 'vitest';
import { type Bench, exists, manifestFile } from '../agent-under-test.ts';
import { endOf, startTraining, trainerConfig } from './trainer-bench.ts';

let bench: Bench | null = null;
let folder: string | null = null;
afterEach(async () => {
  await bench?.close();
  bench = null;
  if (folder !== null) rmSync(folder, { recursive: true, force: true });
  folder = null;
});

const names = ['a b.png', 'c: d.jpg', 'e.webp'];

/** A run that captions three files; `behaviour` makes the captioner go wrong. */
function captioning(
  behaviour: Readonly<Record<string, unknown>>,
  changes: Partial<Assignment> = {},
): Assignment {
  return {
    run_id: 'run_1',
    job_id: 'job_1',
    job_name: 'captioning-1',
    kind: 'captioning',
    fence: 5,
    trainer: 'ai-toolkit',
    gpus: [{ id: 'GPU-0f7b', index: 0 }],
    config: {
      job: 'extension',
      config: {
        name: 'captioning-1',
        process: [
          {
            type: 'Qwen3VLCaptioner',
            device: 'cuda',
            caption: {
              model_name_or_path: 'Qwen/Qwen3-VL-2B-Instruct',
              dtype: 'bf16',
              device: 'cuda',
              quantize: true,
              qtype: 'float8',
              extensions: ['jpg', 'png', 'webp'],
              path_to_caption: '/app/ai-toolkit/datasets/cats',
              recaption: true,
              caption_extension: 'txt',
              caption_prompt: `behaviour ${JSON.stringify(behaviour)}`,
            },
          },
        ],
      },
    },
    total_steps: names.length,
    datasets: [{ name: 'cats', revision: 1, files: names.map((name) => manifestFile(name, name)) }],
    resume_from: null,
    secrets: { HF_TOKEN: 'hf_abcdefghijk' },
    report_interval_ms: 50,
    stop_grace_ms: 5_000,
    ...changes,
  };
}

async function start(
  behaviour: Readonly<Record<string, unknown>>,
  changes: Partial<Assignment> = {},
): Promise<Bench> {
  const files = Object.fromEntries(names.map((name) => [encodeURIComponent(name), Buffer.from(name)]));
  bench = await startTraining(captioning(behaviour, changes), files);
  return bench;
}

function tempFolder(): string {
  folder ??= mkdtempSync(join(tmpdir(), 'captioning-'));
  return folder;
}

const good = (name: string) => ({
  filename: name,
  text: `${name}, as Qwen/Qwen3-VL-2B-Instruct sees it`,
  error: null,
});

test('every file is handed over with its caption before the end, while the rest is captioned', async () => {
  const waitsIn = tempFolder();
  const configIn = join(waitsIn, 'config.json');
  const running = await start({ waitsIn, configIn, note: `costs \${HF_TOKEN}` });
  writeFileSync(join(waitsIn, 'a b.png'), '');
  await running.waitFor('the first caption', () => running.server.captions.length === 1);
  expect(running.server.captions).toEqual([good('a b.png')]);
  expect(running.reportsOf('ended')).toEqual([]);
  for (const name of names) writeFileSync(join(waitsIn, name), '');
  expect(await endOf(running)).toMatchObject({ outcome: 'finished', step: 3, exit_code: 0, message: null });
  expect(running.server.captions).toEqual(names.map(good));
  const phases = running.reportsOf('phase').map(({ phase }) => phase);
  expect(phases).toEqual(['fetching', 'loading', 'captioning']);
  expect(running.reportsOf('progress').at(-1)?.step).toBe(3);
  expect(running.reportsOf('started')[0]?.trainer_version).toMatch(/^ai-toolkit /);
  // Neither the config nor anything else is an artifact of it.
  expect(running.server.artifacts.size).toBe(0);
  const read = JSON.parse(readFileSync(configIn, 'utf8')) as { caption: Record<string, string> };
  expect(read).toMatchObject({
    type: 'Qwen3VLCaptioner',
    device: 'cuda',
    sqlite_db_path: expect.stringMatching(/control\.db$/),
    caption: {
      device: 'cuda',
      dtype: 'bf16',
      quantize: true,
      path_to_caption: join(running.folder, 'run', 'datasets', 'cats'),
      // As it was written, though AI Toolkit replaces such names.
      caption_prompt: expect.stringContaining(`costs \${HF_TOKEN}`),
    },
  });
});

test('on a slot of the processor too, files that the captioner gets over are told with what it said', async () => {
  const onProcessor = { gpus: [{ id: 'slot-ada-0', index: 0 }] };
  const running = await start({ fails: ['a b.png'], swallows: ['c: d.jpg'] }, onProcessor);
  expect(await endOf(running)).toMatchObject({ outcome: 'finished', step: 3 });
  const { config } = JSON.parse(trainerConfig(running)) as { config: { process: unknown[] } };
  expect(config.process[0]).toMatchObject({
    device: 'cpu',
    caption: { device: 'cpu', dtype: 'fp32', quantize: false },
  });
  const told = new Map(running.server.captions.map((file) => [file.filename, file]));
  expect(told.get('e.webp')).toEqual(good('e.webp'));
  expect(told.get('a b.png')).toMatchObject({ text: null });
  // The run's own folder is not for people.
  expect(told.get('a b.png')?.error).toBe(
    "cannot identify image file '/app/ai-toolkit/datasets/cats/a b.png'",
  );
  expect(told.get('c: d.jpg')).toEqual({
    filename: 'c: d.jpg',
    text: null,
    error: 'CUDA error: an illegal memory access',
  });
});

test('a run that captioned nothing has failed, and says of what', async () => {
  const running = await start({ swallows: ['a b.png'], empty: ['c: d.jpg'], silent: ['e.webp'] });
  const ended = await endOf(running);
  expect(ended).toMatchObject({ outcome: 'failed', reason: 'NOTHING_CAPTIONED', exit_code: 0 });
  expect(ended.message).toMatch(
    /without a caption for any of the 3 files\. a b\.png: CUDA error: an illegal memory access/,
  );
  const told = running.server.captions.map(({ filename, text, error }) => [filename, text, error]);
  expect(told.sort()).toEqual([
    ['a b.png', null, 'CUDA error: an illegal memory access'],
    ['c: d.jpg', null, 'The model gave an empty caption.'],
    ['e.webp', null, 'The model gave no caption, and did not say why.'],
  ]);
});

test('a model that cannot be loaded fails the run in words that fit a captioning', async () => {
  const message = 'x/y is not a local folder and is not a valid model identifier';
  const running = await start({ at: 'loading', type: 'OSError', message });
  const ended = await endOf(running);
  expect(ended).toMatchObject({ outcome: 'failed', reason: 'MODEL_NOT_FOUND' });
  expect(ended.message).toMatch(/The model was not found.*x\/y is not a local folder/);
});

test('a stop ends it between two files, and what is captioned is handed over', async () => {
  const waitsIn = tempFolder();
  const running = await start({ waitsIn });
  writeFileSync(join(waitsIn, 'a b.png'), '');
  await running.waitFor('the first file', () => running.reportsOf('progress').at(-1)?.step === 1);
  running.server.command('stop');
  expect(await endOf(running)).toMatchObject({ outcome: 'stopped', step: 1 });
  expect(running.server.captions).toEqual([good('a b.png')]);
});

test('captions reach a server that was away, once each', async () => {
  const waitsIn = tempFolder();
  const running = await start({ waitsIn });
  await running.waitFor('the captioner', () => running.reportsOf('phase').at(-1)?.phase === 'captioning');
  running.server.isDown = true;
  for (const name of names) writeFileSync(join(waitsIn, name), '');
  await running.waitFor('a failed call', () =>
    running.server.requests.some(({ path }) => path.endsWith('/captions')),
  );
  running.server.isDown = false;
  expect(await endOf(running)).toMatchObject({ outcome: 'finished' });
  expect(running.server.captions).toEqual(names.map(good));
});

test('where the dataset takes no captions any more, the captioner is stopped and the run fails', async () => {
  const running = await start({ fileMs: 300 });
  running.server.refuseCaptionsWith = 422;
  const ended = await endOf(running);
  expect(ended).toMatchObject({ outcome: 'failed', reason: 'CAPTIONS_REFUSED' });
  expect(ended.message).toBe('The server took no more captions. This is refused.');
});

test('a run that was given to another is left at once', async () => {
  const running = await start({ fileMs: 300 });
  await running.waitFor('the captioner', () => running.trainerPid() > 0);
  running.server.refuseCaptionsWith = 409;
  await running.waitFor('its end', () => !exists(running.trainerPid()));
  expect(running.reportsOf('ended')).toEqual([]);
});
