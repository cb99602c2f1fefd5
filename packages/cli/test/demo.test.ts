import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { openDatabase, openDataDir } from '@trainyard/server';
import sharp from 'sharp';
import { expect, onTestFinished, test } from 'vitest';
import { pictures, triggerWord, writePictures } from '../src/demo/pictures.ts';
import { run } from '../src/run.ts';
import { captureIo } from './support/captured-io.ts';
import { tempFolder } from './support/temp-folder.ts';

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
