import { describe, expect, test } from 'vitest';
import type { WaitingRun } from '../../src/dispatch/choose-gpus.ts';
import { type TypeSituation, waitingReason } from '../../src/dispatch/waiting-reason.ts';

const gpus = [0, 1].map((index) => ({ id: `GPU-${index}`, index, type: 'ADA_80_PLUS' }));
const run: WaitingRun & { gpu_type: string } = {
  id: 'a',
  trainer: 'ai-toolkit',
  gpu_type: 'ADA_80_PLUS',
  gpu_count: 1,
  gpu_id: null,
};
const usual: TypeSituation = {
  gpus,
  isElsewhere: false,
  leased: new Set(),
  blocked: new Map(),
  paused: new Map(),
};
const held = (...ids: string[]) => new Map(ids.map((id) => [id, `${id} is held by others.`]));

describe('a queued run', () => {
  test.each<[string, Partial<typeof run>, Partial<TypeSituation>, RegExp | null]>([
    ['that can be started waits for nothing', {}, {}, null],
    ['waits for its turn where runs hold the cards', {}, { leased: new Set(['GPU-0', 'GPU-1']) }, null],
    ['waits for a type that is gone', {}, { gpus: null }, /no longer has a GPU of type ADA_80_PLUS/],
    ['does not wait for a type that another node has', {}, { gpus: null, isElsewhere: true }, null],
    ['waits for more cards than there are', { gpu_count: 8 }, {}, /needs 8 GPUs .* has only 2/],
    ['waits for a card that is gone', { gpu_id: '#3' }, {}, /GPU #3 of type ADA_80_PLUS is no longer there/],
    ['has another card where one is held by others', {}, { blocked: held('GPU-0') }, null],
    [
      'waits where every card is held by others',
      {},
      { blocked: held('GPU-0', 'GPU-1') },
      /^GPU-0 is held by others\. GPU-1 is held by others\.$/,
    ],
    [
      'waits for its turn where one card is held by others and a run has the other',
      {},
      { blocked: held('GPU-0'), leased: new Set(['GPU-1']) },
      null,
    ],
    [
      'waits while every card is paused, also those that runs hold, and says so once',
      {},
      { leased: new Set(['GPU-0']), paused: new Map(['GPU-0', 'GPU-1'].map((id) => [id, 'It is paused.'])) },
      /^It is paused\.$/,
    ],
    ['has another card where one is paused', {}, { paused: held('GPU-0') }, null],
    [
      'waits for the paused card it names, also while a run has it',
      { gpu_id: '#1' },
      { leased: new Set(['GPU-0']), paused: held('GPU-0') },
      /^GPU-0 is held/,
    ],
    ['waits for the card it names', { gpu_id: '#1' }, { blocked: held('GPU-0') }, /^GPU-0 is held/],
    [
      'waits for the run that has the card it names',
      { gpu_id: '#1' },
      { blocked: held('GPU-0'), leased: new Set(['GPU-0']) },
      null,
    ],
  ])('%s', (_what, change, situation, expected) => {
    const reason = waitingReason({ ...run, ...change }, { ...usual, ...situation });
    if (expected === null) expect(reason).toBeNull();
    else expect(reason).toMatch(expected);
  });
});
