import { describe, expect, test } from 'vitest';
import { createLogBuffer } from './log-buffer.ts';

const limits = { pendingBytes: 40, totalBytes: 100, tailBytes: 20 };

describe('the log buffer', () => {
  test('gives whole lines in order, no more at once than asked', () => {
    const buffer = createLogBuffer(limits);
    for (const line of ['one', 'two', 'three']) buffer.add(line);
    expect([buffer.take(8), buffer.take(8), buffer.take(8)]).toEqual(['one\ntwo\n', 'three\n', '']);
    expect(buffer.isEmpty()).toBe(true);
  });

  test('leaves out the oldest lines when nobody takes them, and says how much', () => {
    const buffer = createLogBuffer(limits);
    for (let count = 0; count < 10; count += 1) buffer.add(`line-${count}--`);
    expect(buffer.take(1000)).toBe('… 54 bytes left out\nline-6--\nline-7--\nline-8--\nline-9--\n');
  });

  test('keeps only the end once the total is used up, and gives it when the run has ended', () => {
    const buffer = createLogBuffer(limits);
    for (let count = 0; count < 10; count += 1) {
      buffer.add('0123456789');
      buffer.take(1000);
    }
    for (let count = 0; count < 50; count += 1) buffer.add(`after-${String(count).padStart(2, '0')}`);
    expect(buffer.isEmpty()).toBe(true);
    expect(buffer.take(1000)).toBe('');
    buffer.finish();
    expect(buffer.take(1000)).toBe('… 432 bytes left out\nafter-48\nafter-49\n');
  });

  test('counts bytes, not characters', () => {
    const buffer = createLogBuffer(limits);
    buffer.add('ä'.repeat(30));
    expect(buffer.take(1000)).toBe('… 61 bytes left out\n');
  });
});
