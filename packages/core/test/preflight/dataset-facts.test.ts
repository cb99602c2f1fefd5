import { expect, test } from 'vitest';
import { pairImages, summarizeDataset } from '../../src/preflight/dataset-facts.ts';

test('a dataset is summed up: kinds, ranges, and what has no caption by its exact extension', () => {
  const facts = summarizeDataset('READY', null, [
    { filename: 'a.jpg', width: 800, height: 600 },
    { filename: 'b.PNG', width: 300, height: 400 },
    { filename: 'c.mp4', width: 640, height: 480, frames: 80, durationSeconds: 5 },
    { filename: 'd.mp4', frames: null, durationSeconds: 2.5 },
    { filename: 'a.txt' },
    { filename: 'c.txt' },
    { filename: 'b.TXT' },
    { filename: 'x.txt' },
  ]);
  expect(facts).toEqual({
    status: 'READY',
    error: null,
    images: 2,
    videos: 2,
    uncaptioned: {
      '.txt': { count: 2, examples: ['b.PNG', 'd.mp4'] },
      '.TXT': { count: 3, examples: ['a.jpg', 'c.mp4', 'd.mp4'] },
    },
    frames: { min: 80, max: 80 },
    durationSeconds: { min: 2.5, max: 5 },
    longSidePx: { min: 400, max: 800 },
  });
});

test('no more than ten names are kept, and all are counted', () => {
  const files = Array.from({ length: 25 }, (_, index) => ({ filename: `${index}.jpg` }));
  const { uncaptioned } = summarizeDataset('READY', null, [...files, { filename: 'x.txt' }]);
  expect(uncaptioned['.txt']?.count).toBe(25);
  expect(uncaptioned['.txt']?.examples).toHaveLength(10);
});

test('an empty dataset has no ranges', () => {
  expect(summarizeDataset('DRAFT', null, [])).toMatchObject({
    images: 0,
    videos: 0,
    frames: null,
    longSidePx: null,
  });
});

test('images are paired by stem with control images of lower-case extensions', () => {
  const images = ['a.jpg', 'b.png', 'c.jpg', 'd.jpg', 'a.txt', 'clip.mp4'];
  expect(
    pairImages(images, [
      ['a.png', 'b.PNG', 'c.txt', 'd.webp'],
      ['d.jpg', 'A.jpg'],
    ]),
  ).toEqual({
    missing: { count: 2, examples: ['b.png', 'c.jpg'] },
    several: { count: 1, examples: ['d.jpg'] },
  });
});
