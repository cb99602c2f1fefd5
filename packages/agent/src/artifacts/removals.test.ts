import { describe, expect, test } from 'vitest';
import { createRemovals } from './removals.ts';

function recordRemovals() {
  const told: string[] = [];
  return { told, removals: createRemovals((kind, filename) => told.push(`${kind} ${filename}`)) };
}

describe('removals', () => {
  test('are told of steps before one that is safe, in their order, and once', () => {
    const { told, removals } = recordRemovals();
    removals.hold('checkpoint', 'b', 20);
    removals.hold('optimizer', 'b', 20);
    removals.hold('checkpoint', 'c', 30);
    removals.releaseBefore(30);
    removals.releaseBefore(30);
    expect(told).toEqual(['checkpoint b', 'optimizer b']);
  });

  test('of files that an earlier run made are told with the first step that is safe', () => {
    const { told, removals } = recordRemovals();
    removals.hold('checkpoint', 'a', null);
    removals.releaseBefore(0);
    expect(told).toEqual(['checkpoint a']);
  });

  test('are all told in the end', () => {
    const { told, removals } = recordRemovals();
    removals.hold('checkpoint', 'c', 30);
    removals.releaseAll();
    removals.releaseAll();
    expect(told).toEqual(['checkpoint c']);
  });
});
