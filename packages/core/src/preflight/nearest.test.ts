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

  test('with a limit it counts the same up to it, and more beyond', () => {
    const word = fc.string({ maxLength: 9, unit: fc.constantFrom('a', 'b', 'c') });
    fc.assert(
      fc.property(word, word, fc.nat({ max: 4 }), (left, right, limit) => {
        const distance = editDistance(left, right);
        const limited = editDistance(left, right, limit);
        if (distance <= limit) expect(limited).toBe(distance);
        else expect(limited).toBeGreaterThan(limit);
      }),
      { numRuns: 2_000 },
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

  test('it finds what comparing with every candidate finds', () => {
    const word = fc.string({
      minLength: 1,
      maxLength: 8,
      unit: fc.constantFrom('a', 'B', 'c', 'É', '_', '-', '1'),
    });
    fc.assert(
      fc.property(word, fc.array(word, { maxLength: 6 }), (wanted, candidates) => {
        const plain = (text: string) => text.toLowerCase().replaceAll('-', '_');
        const distances = candidates.map((candidate) => editDistance(plain(wanted), plain(candidate)));
        const least = Math.min(...distances);
        const expected =
          least <= Math.max(1, Math.floor(wanted.length / 3)) ? candidates[distances.indexOf(least)] : null;
        expect(nearest(wanted, candidates)).toBe(expected);
      }),
      { numRuns: 2_000 },
    );
  });

  test('of equally close candidates the first one wins', () => {
    expect(nearest('flix', ['flux', 'flex'])).toBe('flux');
  });
});
