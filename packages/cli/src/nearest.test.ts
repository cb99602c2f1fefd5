import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { findNearest } from './nearest.ts';

describe('findNearest', () => {
  test.for([
    ['sreve', 'serve'],
    ['serv', 'serve'],
    ['TOKEN', 'token'],
    ['explian', 'explain'],
    ['doctr', 'doctor'],
    ['xyz', null],
    ['', null],
  ] as const)('takes "%s" for %s', ([text, expected]) => {
    expect(findNearest(text, ['serve', 'token', 'explain', 'doctor'])).toBe(expected);
  });

  test('takes a candidate for itself', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ minLength: 1 }), { minLength: 1 }), fc.nat(), (candidates, pick) => {
        const candidate = candidates[pick % candidates.length] ?? '';
        expect(findNearest(candidate, candidates)?.toLowerCase()).toBe(candidate.toLowerCase());
      }),
    );
  });
});
