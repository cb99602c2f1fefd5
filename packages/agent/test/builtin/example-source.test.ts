import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterEach, beforeEach, describe, expect, it, test } from 'vitest';
import { readCaption } from '../../src/builtin/dataset/caption.ts';
import { openExampleSource } from '../../src/builtin/dataset/example-source.ts';
import { listMedia } from '../../src/builtin/dataset/list-media.ts';
import { embedCaption } from '../../src/builtin/denoiser/conditioning.ts';
import { pictureSize } from '../../src/builtin/denoiser/dimensions.ts';
import type { DatasetSettings } from '../../src/builtin/settings/dataset-settings.ts';

let folder: string;
let log: string[];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'trainyard-dataset-'));
  log = [];
});

afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

async function addPicture(name: string, grey: number): Promise<void> {
  const picture = sharp({
    create: { width: 8, height: 8, channels: 3, background: { r: grey, g: grey, b: grey } },
  });
  await picture.png().toFile(join(folder, name));
}

function dataset(changes: Partial<DatasetSettings> = {}): DatasetSettings {
  return {
    folder,
    captionExtension: '.txt',
    defaultCaption: '',
    triggerWord: '',
    captionDropout: 0,
    repeats: 1,
    mirror: { x: false, y: false },
    ...changes,
  };
}

const options = (more: object = {}) => ({
  seed: 1,
  log: (line: string) => {
    log.push(line);
  },
  shouldStop: () => false,
  ...more,
});

/** The grey values of the examples from `first` on. */
async function greys(source: Awaited<ReturnType<typeof openExampleSource>>, first: number, count: number) {
  const values: number[] = [];
  for (let number = first; number < first + count; number += 1) {
    values.push((await source.take(number)).pixels[0] ?? -1);
  }
  return values;
}

describe('a dataset', () => {
  it('shows every picture once in an epoch, in another order in the next', async () => {
    const all = [0, 30, 60, 90, 120, 150, 180, 210];
    for (const grey of all) await addPicture(`${grey}.png`, grey);
    const source = await openExampleSource([dataset()], options());
    expect(source.size).toBe(8);
    const [first, second] = [await greys(source, 0, 8), await greys(source, 8, 8)];
    expect([...first].sort((a, b) => a - b)).toEqual(all);
    expect([...second].sort((a, b) => a - b)).toEqual(all);
    expect(second).not.toEqual(first);
    expect(await greys(source, 0, 8)).toEqual(first);
  });

  it('counts repeats and mirrored copies, and adds other datasets', async () => {
    await addPicture('a.png', 10);
    await addPicture('b.png', 20);
    const source = await openExampleSource(
      [dataset({ repeats: 3 }), dataset({ mirror: { x: true, y: true } })],
      options(),
    );
    expect(source.size).toBe(2 * 3 + 2 * 4);
    const mirrors = new Set<string>();
    for (let number = 0; number < source.size; number += 1) {
      mirrors.add(JSON.stringify((await source.take(number)).mirror));
    }
    expect(mirrors.size).toBe(4);
  });

  it('too large to be decoded at once gives the same pictures, the next whole one for a broken one', async () => {
    await writeFile(join(folder, 'a.png'), 'broken');
    await addPicture('b.png', 20);
    await addPicture('c.png', 30);
    const source = await openExampleSource([dataset()], options({ eagerLimit: 0, keepLimit: 1 }));
    expect(source.size).toBe(3);
    expect((await greys(source, 0, 3)).sort((a, b) => a - b)).toEqual([20, 20, 30]);
    expect(log).toHaveLength(1);
    expect(log[0]).toMatch(/^Left out a\.png/);
    expect(log[0]).not.toContain(folder);
  });

  it.each([2000, 0])('without one whole picture is refused (eager limit %d)', async (eagerLimit) => {
    await writeFile(join(folder, 'a.png'), 'broken');
    const firstPicture = async () => {
      const source = await openExampleSource([dataset()], options({ eagerLimit }));
      return source.take(0);
    };
    await expect(firstPicture()).rejects.toThrow(/None of the pictures/);
  });

  it('without a file is refused', async () => {
    await writeFile(join(folder, 'readme.txt'), 'no picture');
    await expect(openExampleSource([dataset()], options())).rejects.toThrow(/hold no picture or video/);
  });

  it('stops loading when it is asked to', async () => {
    await addPicture('a.png', 10);
    const source = await openExampleSource([dataset()], options({ shouldStop: () => true }));
    expect(source.size).toBe(0);
  });

  it('stands the same made-up picture in for the same video, and another for another', async () => {
    for (const [name, content] of Object.entries({ 'a.mp4': 'one', 'b.webm': 'one', 'c.mov': 'two' })) {
      await writeFile(join(folder, name), content);
    }
    const source = await openExampleSource([dataset()], options());
    const pictures = await Promise.all([0, 1, 2].map(async (number) => (await source.take(number)).pixels));
    for (const picture of pictures) expect(picture).toHaveLength(pictureSize);
    expect(new Set(pictures.map((picture) => Buffer.from(picture).toString('hex'))).size).toBe(2);
    expect(log.join()).toMatch(/SIMULATED: .* 3 video files/);
  });

  it('lists media in the order of their names, without what is hidden or of another kind', async () => {
    await mkdir(join(folder, 'below'));
    await mkdir(join(folder, '.hidden'));
    await mkdir(join(folder, '_controls'));
    const names = ['b.JPG', 'a.webp', '.c.png', 'd.txt', 'below/e.mp4', '.hidden/f.png', '_controls/g.png'];
    for (const name of names) await writeFile(join(folder, name), '');
    const media = await listMedia(folder);
    expect(media.map(({ path, kind }) => [path.slice(folder.length + 1), kind])).toEqual([
      ['a.webp', 'picture'],
      ['b.JPG', 'picture'],
      ['below/e.mp4', 'video'],
    ]);
  });
});

describe('a caption', () => {
  test.each([
    ['written', 'a dog\n', '', '', 'a dog'],
    ['missing', undefined, 'a thing', '', 'a thing'],
    ['blank', ' \n', 'a thing', '', 'a thing'],
    ['without the trigger word', 'a dog', '', 'sks', 'sks a dog'],
    ['with the trigger word', 'a sks dog', '', 'sks', 'a sks dog'],
    ['with placeholders', 'a [trigger] dog, [name]', '', 'sks', 'a sks dog, sks'],
    ['with a placeholder and no trigger word', 'a [trigger] dog', '', '', 'a  dog'],
  ])('that is %s reads as it should', async (_, written, fallback, trigger, expected) => {
    if (written !== undefined) await writeFile(join(folder, 'pic.v2.txt'), written);
    expect(await readCaption(join(folder, 'pic.v2.png'), '.txt', fallback, trigger)).toBe(expected);
  });

  it('is a vector that depends on its words, and is zero without any', () => {
    expect(embedCaption('A dog, red!')).toEqual(embedCaption('a dog red'));
    expect(embedCaption('a dog')).not.toEqual(embedCaption('a cat'));
    expect(embedCaption(' ,.').every((value) => value === 0)).toBe(true);
  });
});
