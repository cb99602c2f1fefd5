import { expect, test } from 'vitest';
import { createProgress } from '../src/progress.ts';
import { captureIo } from './support/captured-io.ts';

function ioAt(time: { ms: number }, given: Parameters<typeof captureIo>[0] = {}) {
  return captureIo({ ...given, clock: { now: () => time.ms, sleep: () => Promise.resolve() } });
}

test('without a terminal there are plain lines, at most one a second and one a tenth', () => {
  const time = { ms: 0 };
  const io = ioAt(time);
  const progress = createProgress(io);
  for (let step = 0; step <= 100; step += 1) {
    time.ms += 300;
    progress.update(step, 100, `step ${step}`);
  }
  progress.end();
  const lines = io.err().trimEnd().split('\n');
  expect(lines).toHaveLength(10);
  expect(lines[0]).toBe(' 10% step 10');
  expect(lines.at(-1)).toBe('100% step 100');
  expect(io.err()).not.toContain('\u001b');
});

test('what is over in a moment needs no lines', () => {
  const io = ioAt({ ms: 0 });
  const progress = createProgress(io);
  progress.update(1, 1, 'done');
  progress.end();
  expect(io.err()).toBe('');
});

test('on a terminal a bar is drawn over itself, no wider than the terminal, and taken away', () => {
  const time = { ms: 0 };
  const io = ioAt(time, { errIsTty: true });
  const progress = createProgress(io);
  progress.update(1, 2, 'x'.repeat(200));
  progress.log('a line that stays');
  time.ms += 1000;
  progress.update(2, 2, 'end');
  progress.end();
  const drawn = io.err().split('\r\u001b[2K');
  expect(drawn[0]).toBe('');
  expect(drawn[1]).toMatch(/^█{12}░{12} {2}50% x+$/);
  expect(drawn[1]).toHaveLength(79);
  expect(drawn[2]).toBe('a line that stays\n');
  expect(drawn[3]).toBe(`${'█'.repeat(24)} 100% end`);
  expect(drawn.at(-1)).toBe('');
});

test('progress of nothing is whole', () => {
  const io = ioAt({ ms: 0 }, { errIsTty: true });
  createProgress(io).update(0, 0, 'nothing');
  expect(io.err()).toContain('100% nothing');
});
