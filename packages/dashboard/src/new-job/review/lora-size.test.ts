import { findModel } from '@trainyard/core/preflight';
import { expect, test } from 'vitest';
import { loraSize } from './lora-size.ts';

// Files that people have: the size of their weights in millions of bytes.
test.each([
  ['flux', 16, 172],
  ['qwen_image', 16, 295],
  ['wan21:14b', 32, 307],
  ['wan22_14b:t2v', 32, 613],
  ['zimage', 32, 170],
])('A LoRA for %s of rank %d in bf16 has about %d MB.', (arch, rank, megabytes) => {
  const size = loraSize(findModel(arch), rank, 'bf16');
  expect(size?.evidence).toBe('counted');
  expect((size?.sizeBytes ?? 0) / 1e6).toBeCloseTo(megabytes, -0.5);
});

test('Where the shape is not known, the size follows from the number of parameters, and says so.', () => {
  expect(loraSize(findModel('hidream'), 16, 'bf16')).toMatchObject({ evidence: 'rough' });
  expect(loraSize(findModel('flux'), 16, 'fp32')?.sizeBytes).toBe(
    2 * (loraSize(findModel('flux'), 16, 'bf16')?.sizeBytes ?? 0),
  );
});

test.each([
  ['an unknown model', null, 16, 'bf16'],
  ['a number type of other widths', findModel('flux'), 16, 'float8'],
  ['no rank', findModel('flux'), 0, 'bf16'],
])('Nothing is said of %s.', (_, match, rank, dtype) => {
  expect(loraSize(match, rank, dtype)).toBeNull();
});
