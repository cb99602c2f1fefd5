import { expect, test } from 'vitest';
import { formatMeasure, formatStep } from './format-number.ts';

test.each([
  [0, '0'],
  [0.0001, '1e-4'],
  [0.000125, '1.25e-4'],
  [0.042137, '0.04214'],
  [12.5, '12.5'],
  [1234567, '1.23e6'],
])('%d is shown as %s.', (value, text) => {
  expect(formatMeasure(value)).toBe(text);
});

test('Steps have their thousands marked.', () => {
  expect(formatStep(12_345.4)).toBe('12,345');
});
