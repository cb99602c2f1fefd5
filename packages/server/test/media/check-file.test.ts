import { truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { fileKindOf } from '@trainyard/core';
import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { checkFile } from '../../src/media/check-file.ts';
import { media } from '../datasets/dataset-server.ts';
import { tempFolder } from '../support/temp-folder.ts';

function write(filename: string, bytes: Buffer | string): Parameters<typeof checkFile>[0] {
  const path = join(tempFolder(), filename);
  writeFileSync(path, bytes);
  return { path, kind: fileKindOf(filename) ?? 'caption' };
}

describe('checkFile', () => {
  test.each([
    ['picture.jpg', 40, 30],
    ['picture.png', 40, 30],
    ['picture.webp', 40, 30],
    ['progressive.jpg', 40, 30],
    ['animated.webp', 40, 30],
    ['turned.jpg', 30, 40],
  ])('the picture %s is in order and %i x %i', async (name, width, height) => {
    const verdict = await checkFile({
      path: fileURLToPath(new URL(`../fixtures/media/${name}`, import.meta.url)),
      kind: 'image',
    });
    expect(verdict).toMatchObject({ broken: false, facts: { width, height, frames: null, blank: null } });
  });

  test.each([
    ['clip.mp4', 12],
    ['clip.m4v', 12],
    ['clip.mov', 12],
    ['clip.mkv', 12],
    ['clip.webm', 12],
    ['clip.avi', 12],
    ['clip.flv', 12],
    ['clip.wmv', null],
  ])('the video %s is in order and has %j frames', async (name, frames) => {
    const verdict = await checkFile(write(name, media(name)));
    expect(verdict).toMatchObject({
      broken: false,
      facts: { width: 64, height: 48, frames, frameRate: frames, durationSeconds: 1 },
    });
  });

  test('a video that is to be turned is as wide as it is shown', async () => {
    expect(await checkFile(write('rotated.mp4', media('rotated.mp4')))).toMatchObject({
      facts: { width: 48, height: 64, frames: 3 },
    });
  });

  test.each(['picture.jpg', 'picture.png', 'picture.webp', 'progressive.jpg'])(
    'the picture %s cut off at any of ten places is broken',
    async (name) => {
      const whole = media(name);
      for (let tenth = 1; tenth < 10; tenth++) {
        const cut = write(name, whole.subarray(0, Math.floor((whole.length * tenth) / 10)));
        expect(await checkFile(cut)).toMatchObject({ broken: true });
      }
    },
  );

  test.each(['clip.mp4', 'clip.m4v', 'clip.mov', 'clip.mkv', 'clip.webm', 'clip.avi', 'clip.wmv'])(
    'the video %s cut off at any of five places is broken',
    async (name) => {
      const whole = media(name);
      for (const part of [0.1, 0.3, 0.5, 0.7, 0.9]) {
        const cut = write(name, whole.subarray(0, Math.floor(whole.length * part)));
        expect([part, await checkFile(cut)]).toMatchObject([part, { broken: true }]);
      }
    },
  );

  test('a Flash video cut off inside a frame is broken; between frames it is only shorter', async () => {
    const whole = media('clip.flv');
    expect(await checkFile(write('a.flv', whole.subarray(0, 600)))).toMatchObject({ broken: true });
    expect(await checkFile(write('a.flv', whole.subarray(0, 100)))).toMatchObject({ broken: true });
  });

  test.each([
    ['a.png', '', /^is empty$/],
    ['a.mp4', '', /^is empty$/],
    ['a.jpg', 'just text', /not a JPEG, PNG or WebP picture/],
    ['a.png', '<svg xmlns="http://www.w3.org/2000/svg"/>', /^is an SVG drawing/],
    ['a.mp4', 'just text', /not a video of a known format/],
    ['a.mp4', media('picture.jpg'), /no video track|not a video/],
    ['a.mp4', media('sound-only.mp4'), /^has no video track$/],
    ['a.jpg', media('gif-inside.jpg'), /^is a GIF picture, not a JPEG/],
    ['a.jpg', media('clip.mp4'), /not a JPEG, PNG or WebP picture/],
    ['a.txt', Buffer.from([0x66, 0xfc, 0x72]), /^is not UTF-8 text$/],
    ['a.txt', Buffer.from([0xff, 0xfe, 0x66, 0x00]), /^is not UTF-8 text$/],
    ['a.json', Buffer.from([0xc3]), /^is not UTF-8 text$/],
    ['a.txt', 'x'.repeat(1_000_001), /^has 1000001 bytes/],
  ] as const)('%s is broken for a reason', async (name, bytes, reason) => {
    const verdict = await checkFile(write(name, bytes as Buffer));
    expect(verdict.broken && verdict.reason).toMatch(reason);
  });

  test.each([
    ['a dog', false],
    ['ein Hündchen 犬\n', false],
    ['\ufeffwith a mark', false],
    ['', true],
    [' \n\t\u00a0', true],
  ])('the caption %j is in order, blank: %j', async (text, blank) => {
    expect(await checkFile(write('a.txt', text))).toMatchObject({ broken: false, facts: { blank } });
  });

  test('a caption named .json need not be JSON, since the trainer reads it as text', async () => {
    expect(await checkFile(write('a.json', 'a dog'))).toMatchObject({ broken: false });
  });

  test('a small file of very many pixels is refused before it is decoded', async () => {
    const path = join(tempFolder(), 'bomb.png');
    const blank = { width: 16_000, height: 12_000, channels: 3, background: 'white' } as const;
    await sharp({ create: blank, limitInputPixels: false }).png().toFile(path);
    const before = process.cpuUsage();
    const verdict = await checkFile({ path, kind: 'image' });
    expect(verdict.broken && verdict.reason).toMatch(/^has 16000 x 12000 pixels/);
    // Decoding takes seconds of the processor; a glance at the header does not.
    expect(process.cpuUsage(before).user / 1000).toBeLessThan(1000);
  });

  test('a file that is not there is no broken file', async () => {
    const { path } = write('a.png', media('picture.png'));
    await expect(checkFile({ path: `${path}x`, kind: 'image' })).rejects.toThrow(/ENOENT/);
    truncateSync(path, 0);
    expect(await checkFile({ path, kind: 'image' })).toEqual({ broken: true, reason: 'is empty' });
  });
});
