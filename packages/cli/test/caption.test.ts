import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { recordedTrainer } from '../../server/test/support/recorded-trainer.ts';
import { tempFolder } from './support/temp-folder.ts';
import { useServer } from './support/test-server.ts';
import { writePictures } from './support/write-pictures.ts';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });
vi.stubEnv('HF_HUB_OFFLINE', '1');

const shared = mkdtempSync(join(tmpdir(), 'trainyard-caption-'));
afterAll(() => rmSync(shared, { recursive: true, force: true }));
const server = useServer({ ...recordedTrainer(shared), gpus: 'ADA_80_PLUS=1' });
const builtin = useServer();
const caption = (...rest: readonly string[]) => server.command(['dataset', 'caption', 'dogs', ...rest]);
const behaving = (behaviour: object) => `--prompt=behaviour ${JSON.stringify(behaviour)}`;

beforeAll(async () => {
  const folder = join(shared, 'pictures');
  await writePictures(folder, 3);
  writeFileSync(join(folder, 'picture_0.txt'), '');
  writeFileSync(join(folder, 'picture_2.txt'), ' ');
  for (const { command } of [server, builtin]) {
    expect((await command(['dataset', 'upload', 'dogs', folder, '--create'])).exitCode).toBe(0);
  }
});

describe('trainyard dataset caption', () => {
  test('says that there is no captioner where the built-in trainer trains', async () => {
    const refused = await builtin.command(['dataset', 'caption', 'dogs']);
    expect(refused).toMatchObject({ exitCode: 3, out: '' });
    expect(refused.err).toContain('the built-in trainer, which has no captioner. Set TRAINER=ai-toolkit');
  });

  test('writes what is missing, waits for the end, and tells of files that failed', async () => {
    expect(await caption('--cancel')).toMatchObject({
      exitCode: 3,
      err: 'The dataset "dogs" was never captioned.\n',
    });
    const done = await caption(behaving({ fails: ['picture_2.png'] }));
    expect(done.err).toContain('Captions 2 files of "dogs" with Qwen/Qwen3-VL-8B-Instruct.\n');
    expect(done.out).toMatch(
      /^The dataset is captioned: "dogs", 2 of 2 files: 1 caption, 1 failed\.\n {2}picture_2\.png: cannot identify/,
    );
    expect(done.exitCode).toBe(1);
    const shown = await caption('--log');
    expect(shown.out).toContain('Found 2 files to caption');
    const rest = await caption('--json', '--model', 'Qwen/Qwen3-VL-2B-Instruct', '--no-quantize');
    expect(rest.exitCode).toBe(0);
    expect(JSON.parse(rest.out)).toMatchObject({
      outcome: 'finished',
      model: 'Qwen/Qwen3-VL-2B-Instruct',
      quantize: false,
      files: { total: 1, saved: 1 },
    });
    const none = await caption();
    expect([none.exitCode, none.err]).toEqual([
      3,
      expect.stringContaining('Every file of the dataset "dogs"'),
    ]);
  });

  test('captions all anew, and cancels', async () => {
    const waitsIn = tempFolder();
    const started = await caption('--all', '--no-wait', behaving({ waitsIn }));
    expect(started).toMatchObject({ exitCode: 0, out: expect.stringMatching(/^waits at place 1/) });
    const cancelled = await caption('--cancel');
    expect(cancelled.out).toMatch(/^The captioning was cancelled: "dogs", 0 of 3 files: 0 captions\.\n/);
  });
});
