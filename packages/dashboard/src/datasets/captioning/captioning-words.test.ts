import { expect, test } from 'vitest';
import { describeCaptioning } from './captioning-words.ts';

const files = { total: 12, done: 4, saved: 3, kept: 0, failed: 1, left_out: 0 };
const base = {
  status: 'RUNNING',
  outcome: null,
  phase: 'captioning',
  files,
  queue_position: null,
  waiting_reason: null,
  eta_seconds: null,
} as const;

test.each<[string, Partial<Parameters<typeof describeCaptioning>[0]>, string, string, string]>([
  ['that runs', {}, 'Captioning', '4 of 12 files · 3 captions · 1 failed', 'accent'],
  [
    'that runs at a speed',
    { eta_seconds: 95 },
    'Captioning',
    '4 of 12 files · 3 captions · 1 failed · 2 min left',
    'accent',
  ],
  ['that loads', { phase: 'loading' }, 'Captioning', 'Loading the model', 'accent'],
  [
    'that waits',
    { status: 'IN_QUEUE', queue_position: 2 },
    'Captioning waits',
    'Waits for a GPU, place 2',
    'accent',
  ],
  [
    'that is held up',
    { status: 'IN_QUEUE', waiting_reason: 'The disk is full.' },
    'Captioning waits',
    'The disk is full.',
    'accent',
  ],
  [
    'of which some failed',
    { status: 'STOPPED', outcome: 'finished' },
    'Captioned',
    '4 of 12 files · 3 captions · 1 failed',
    'warning',
  ],
  [
    'that people interfered with',
    {
      status: 'STOPPED',
      outcome: 'finished',
      files: { total: 1, done: 1, saved: 1, kept: 2, failed: 0, left_out: 3 },
    },
    'Captioned',
    '1 of 1 file · 1 caption · 2 left as somebody changed them · 3 not read by this captioner',
    'success',
  ],
  [
    'that was lost',
    { status: 'STOPPED', outcome: 'lost' },
    'Captioning was lost',
    '4 of 12 files · 3 captions · 1 failed',
    'danger',
  ],
  [
    'that was cancelled',
    { status: 'CANCELED', outcome: 'canceled' },
    'Captioning was cancelled',
    '4 of 12 files · 3 captions · 1 failed',
    'neutral',
  ],
])('a captioning %s is described', (_what, change, title, detail, tone) => {
  expect(describeCaptioning({ ...base, ...change })).toMatchObject({ title, detail, tone });
});
