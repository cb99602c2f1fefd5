import { expect, test } from 'vitest';
import { bucketCounts, bucketOf } from './aspect-buckets.ts';

// Sizes as the trainer's own function gives them.
test.each([
  [1024, 1024, 512, 8, 512, 512],
  [1920, 1080, 512, 8, 680, 384],
  [1920, 1080, 1024, 16, 1360, 768],
  [300, 200, 512, 8, 296, 200],
  [1080, 1920, 768, 32, 576, 1024],
  [5000, 100, 512, 8, 3624, 72],
  [10, 10, 512, 16, 16, 16],
  [1333, 999, 1024, 16, 1168, 896],
  [640, 480, 512, 16, 576, 448],
  [4, 4000, 512, 8, 8, 4000],
])('A picture of %d × %d at resolution %d and divisor %d is trained at %d × %d.', (...row) => {
  const [width, height, resolution, divisor, bucketWidth, bucketHeight] = row;
  expect(bucketOf({ width, height }, resolution, divisor)).toEqual({
    width: bucketWidth,
    height: bucketHeight,
  });
});

test('Pictures that are trained at one size are counted together, the most frequent first.', () => {
  const sizes = [
    { width: 1920, height: 1080, count: 2 },
    { width: 1024, height: 1024, count: 3 },
    { width: 2048, height: 2048, count: 4 },
  ];
  expect(bucketCounts(sizes, 512, 8)).toMatchObject([{ width: 512, height: 512, count: 7 }, { count: 2 }]);
});
