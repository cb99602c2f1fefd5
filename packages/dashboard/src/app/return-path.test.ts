import { expect, test } from 'vitest';
import { safeReturnPath } from './return-path.ts';

test.each([
  [undefined, '/jobs'],
  ['', '/jobs'],
  ['/datasets/1?view=list#top', '/datasets/1?view=list#top'],
  ['//evil.example/jobs', '/jobs'],
  ['/\\evil.example', '/jobs'],
  ['/\t/evil.example', '/jobs'],
  ['https://evil.example', '/jobs'],
  ['javascript:alert(1)', '/jobs'],
  ['/sign-in?from=/jobs', '/jobs'],
])('After signing in, %j leads to %s.', (path, expected) => {
  expect(safeReturnPath(path)).toBe(expected);
});
