import { randomUUID } from 'node:crypto';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { createClient } from '@trainyard/core';
import { openDatabase, openDataDir } from '@trainyard/server';
import sharp from 'sharp';
import { expect, onTestFinished, test } from 'vitest';
import { demoConfig } from '../src/demo/config.ts';
import { pictures, triggerWord, writePictures } from '../src/demo/pictures.ts';
import { makeDataset, train } from '../src/demo/train.ts';
import { run } from '../src/run.ts';
import { captureIo } from './support/captured-io.ts';
import { tempFolder } from './support/temp-folder.ts';
import { useServer } from './support/test-server.ts';

const server = useServer();

test('the demo draws a dozen different pictures whose captions hold the trigger word', async () => {
  const folder = tempFolder();
  await writePictures(folder);
  expect(pictures).toHaveLength(12);
  expect(new Set(pictures.map(({ caption }) => caption)).size).toBe(12);
  for (const { stem, caption } of pictures) {
    expect(caption).toContain(triggerWord);
    const { width, height, format } = await sharp(join(folder, `${stem}.png`)).metadata();
    expect([width, height, format]).toEqual([384, 384, 'png']);
  }
  expect(readdirSync(folder)).toHaveLength(24);
});

test('the demo trains, and hands back a checkpoint and what to do next', { timeout: 60_000 }, async () => {
  const cwd = tempFolder();
  const io = captureIo({ cwd });
  expect(await run(['demo', '--steps', '9'], io), io.err()).toBe(0);
  const checkpoint = /^Checkpoint: (\S+\.safetensors)$/m.exec(io.out())?.[1] ?? '';
  expect(existsSync(join(cwd, checkpoint))).toBe(true);
  expect(io.out()).toContain('for trying and testing');
  expect(io.out()).toMatch(/npx trainyard serve --data-dir \.\/\.trainyard\/demo-\d+/);
  expect(io.err()).toMatch(/mean loss \d\.\d\d at the beginning, \d\.\d\d at the end/);
});

test('a demo whose job fails shows why and the end of the log, and names no folder that is gone', {
  timeout: 60_000,
}, async () => {
  const io = captureIo({ cwd: tempFolder() });
  const client = createClient({
    baseUrl: server.url,
    token: (
      await server.command(['token', 'create', '--account', 'demo', '--data-dir', server.dataDir])
    ).out.trim(),
    fetch: io.fetch,
    randomId: randomUUID,
  });
  const folder = tempFolder();
  await writePictures(folder);
  await makeDataset(client, 'failing', folder, io);
  // More than the built-in trainer can hold, which it finds out by itself.
  const config = demoConfig({ name: 'failing', dataset: 'failing', steps: 9 });
  const failure = train(client, config.replace('linear_alpha: 16', 'linear_alpha: 70000'), io);
  const message = await failure.then(String, (error: Error) => error.message);
  expect(message).toMatch(/^The job ended FAILED\. \S.*\nThe end of its log:\n( {2}.*\n?)+$/);
  expect(message).not.toContain(join(server.dataDir, 'runs'));
});

test('an interrupted demo cancels its job and ends', { timeout: 60_000 }, async () => {
  const dataDir = join(tempFolder(), 'data');
  const io = captureIo({ cwd: tempFolder() });
  const ended = run(['demo', '--data-dir', dataDir, '--steps', '100000'], io);
  await expect.poll(() => io.err(), { timeout: 50_000 }).toContain('Dataset ');
  io.interrupt();
  expect(await ended).toBe(130);
  const db = openDatabase(openDataDir(dataDir).database);
  onTestFinished(() => db.close());
  expect(await db.query.selectFrom('jobs').select('status').execute()).toEqual([{ status: 'CANCELED' }]);
});
