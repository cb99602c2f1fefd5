import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { editDistance, nearest } from './nearest.ts';

describe('editDistance', () => {
  test.each([
    ['', '', 0],
    ['', 'abc', 3],
    ['same', 'same', 0],
    ['lr', 'rl', 1],
    ['qwen_imgae', 'qwen_image', 1],
    ['bacth_size', 'batch_size', 1],
    ['resolution', 'resolutions', 1],
    ['kitten', 'sitting', 3],
  ])('from "%s" to "%s" it takes %i edits', (left, right, edits) => {
    expect(editDistance(left, right)).toBe(edits);
  });

  test('the way back is as long', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 12 }), fc.string({ maxLength: 12 }), (left, right) => {
        expect(editDistance(left, right)).toBe(editDistance(right, left));
      }),
      { numRuns: 200 },
    );
  });
});

describe('nearest', () => {
  test.each([
    ['qwen_imgae', 'qwen_image'],
    ['Flux', 'flux'],
    ['wan22-14b', 'wan22_14b'],
    ['fluxx', 'flux'],
  ])('"%s" is taken for "%s"', (word, meant) => {
    expect(nearest(word, ['flux', 'flux2', 'qwen_image', 'wan22_14b'])).toBe(meant);
  });

  test.each(['stable_cascade', 'x', '', 'a'.repeat(100)])('nothing is close to "%s"', (word) => {
    expect(nearest(word, ['flux', 'qwen_image', 'wan22_14b'])).toBeNull();
  });

  test('of equally close candidates the first one wins', () => {
    expect(nearest('flix', ['flux', 'flex'])).toBe('flux');
  });
});
