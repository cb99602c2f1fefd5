import { expect, test } from 'vitest';
import { createCaptionFaults } from './caption-faults.ts';

test('faults of files are read out of whatever the captioner prints, in whatever pieces', () => {
  const faults = createCaptionFaults('/run/datasets/cats', [
    'a.jpg',
    'a.jpg: b.jpg',
    'c.png',
    'd.png',
    'e.png',
  ]);
  const text = [
    'Captioning files:  10%|█  | 1/5\rError captioning file /run/datasets/cats/a.jpg: b.jpg: broken: twice',
    'Error processing /run/datasets/cats/c.png: CUDA error',
    'Error preprocessing /run/datasets/cats/d.png: no frames',
    'Error captioning file /run/datasets/dogs/e.png: of another folder',
    'Error captioning file /run/datasets/cats/f.png: no file of the run',
    `Error captioning file /run/datasets/cats/a.jpg: ${'x'.repeat(2000)}`,
    '',
  ].join('\n');
  for (const piece of text.match(/[\s\S]{1,7}/g) ?? []) faults.push(piece);
  expect(faults.of('a.jpg: b.jpg')).toBe('broken: twice');
  expect(faults.of('c.png')).toBe('CUDA error');
  expect(faults.of('d.png')).toBe('no frames');
  expect(faults.of('e.png')).toBeNull();
  expect(faults.of('a.jpg')).toBe(`${'x'.repeat(600)}…`);
});
