import { describe, expect, test } from 'vitest';
import { chooseGpus, type WaitingRun } from '../../src/dispatch/choose-gpus.ts';

const gpu = (index: number) => ({ id: `g${index}`, index, type: 'ADA_80_PLUS' });
const eight = Array.from({ length: 8 }, (_, index) => gpu(index));
const run = (id: string, change: Partial<WaitingRun> = {}): WaitingRun => ({
  id,
  trainer: 'ai-toolkit',
  gpu_count: 1,
  gpu_id: null,
  ...change,
});

describe('giving free GPUs to waiting runs', () => {
  test.each<[string, WaitingRun[], string[], Record<string, string[]>]>([
    [
      'in their order, as far as they go',
      [run('a'), run('b')],
      ['g0', 'g1', 'g2', 'g3', 'g4', 'g5', 'g6'],
      { a: ['g7'] },
    ],
    [
      'a run of eight takes all',
      [run('a', { gpu_count: 8 }), run('b')],
      [],
      { a: eight.map(({ id }) => id) },
    ],
    ['a run of eight that must wait is not overtaken', [run('a', { gpu_count: 8 }), run('b')], ['g3'], {}],
    [
      'a run of eight is one process of the built-in trainer',
      [run('a', { gpu_count: 8, trainer: 'builtin' })],
      ['g0'],
      { a: ['g1'] },
    ],
    ['a certain GPU is honoured', [run('a', { gpu_id: '#3' }), run('b')], [], { a: ['g2'], b: ['g0'] }],
    ['a certain GPU by its id', [run('a', { gpu_id: 'g5' })], [], { a: ['g5'] }],
    [
      'who waits for a certain GPU holds up nobody',
      [run('a', { gpu_id: '#1' }), run('b')],
      ['g0'],
      { b: ['g1'] },
    ],
    ['who names a GPU that is gone waits', [run('a', { gpu_id: '#9' })], [], {}],
    ['nothing is free', [run('a')], eight.map(({ id }) => id), {}],
  ])('%s', (_what, waiting, leased, expected) => {
    const chosen = chooseGpus(waiting, eight, new Set(leased));
    const byRun = Object.fromEntries(chosen.map(({ run: { id }, gpus }) => [id, gpus.map((one) => one.id)]));
    expect(byRun).toEqual(expected);
  });

  const chosenWith = (waiting: WaitingRun[], leased: string[], blocked: string[]) =>
    chooseGpus(waiting, eight, new Set(leased), new Set(blocked)).map(({ run: { id }, gpus }) => [
      id,
      ...gpus.map((one) => one.id),
    ]);

  test('a GPU that something else holds is given to nobody', () => {
    expect(chosenWith([run('a'), run('b', { gpu_id: '#1' })], [], ['g0'])).toEqual([['a', 'g1']]);
  });

  test('a run of eight does not keep others waiting for a GPU that something else holds', () => {
    expect(chosenWith([run('a', { gpu_count: 8 }), run('b')], [], ['g0'])).toEqual([['b', 'g1']]);
  });
});
