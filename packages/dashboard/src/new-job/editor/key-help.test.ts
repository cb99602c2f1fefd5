import { expect, test } from 'vitest';
import { helpAt } from './key-help.ts';

const text =
  'config:\n  process:\n    - train:\n        optimizer: adamw\n        optimiser: x\n        lr: 1\n';

test('A key is explained with its type, default, range and values.', () => {
  const help = helpAt(text, text.indexOf('optimizer') + 2);
  expect(help).toMatchObject({ path: 'train.optimizer', description: 'Optimizer.', note: null });
  expect(Object.fromEntries(help?.rows ?? [])).toMatchObject({ Type: 'string', Default: '"adamw"' });
  expect(Object.fromEntries(helpAt(text, text.indexOf('lr'))?.rows ?? [])).toMatchObject({
    Range: 'more than 0',
  });
});

test('An unknown key is told with the one that was probably meant.', () => {
  expect(helpAt(text, text.indexOf('optimiser'))?.note).toContain('optimizer');
});

test.each([
  ['a value', 'adamw'],
  ['a blank', '        lr'],
])('Nothing is told of %s.', (_, place) => {
  expect(helpAt(text, text.indexOf(place))).toBeNull();
});
