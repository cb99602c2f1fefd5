import { expect, test } from 'vitest';
import { fileNameOf, keepLinks, linkAgeMs } from './kept-links.ts';

type Result = Parameters<typeof keepLinks>[1];

function answer(...paths: readonly string[]): Result {
  return {
    id: 'a',
    name: 'a',
    status: 'RUNNING',
    artifacts: {
      checkpoints: [],
      config: null,
      samples: paths.map((path, index) => ({ path, step: 5, index, prompt: 'a dog' })),
    },
    error: null,
    resume: null,
    optimizer_states: [],
  };
}

const pathsOf = (result: Result) => result.artifacts.samples.map(({ path }) => path);
const before = keepLinks(undefined, answer('http://h/links/1/a.png'), { runNumber: 1, atMs: 0 });
const next = answer('http://h/links/2/a.png', 'http://h/links/2/b.png');

test('A sample keeps its link, and a new one gets its own.', () => {
  const kept = keepLinks(before, next, { runNumber: 1, atMs: 1000 });
  expect(pathsOf(kept)).toEqual(['http://h/links/1/a.png', 'http://h/links/2/b.png']);
  expect(kept.linkedAtMs).toBe(0);
});

test.each([
  ['of another run', { runNumber: 2, atMs: 1000 }],
  ['that grow old', { runNumber: 1, atMs: linkAgeMs + 1 }],
])('Links %s are left.', (_, now) => {
  expect(pathsOf(keepLinks(before, next, now))).toEqual(pathsOf(next));
});

test.each([
  ['http://h/links/x.y/a%20b.png', 'a b.png'],
  ['http://h/links/x/100%25.png?sig=1', '100%.png'],
  ['/links/x/%E0%A4%A', '%E0%A4%A'],
])('The name in %s is %s.', (path, name) => {
  expect(fileNameOf(path)).toBe(name);
});
