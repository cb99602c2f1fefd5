import fc from 'fast-check';
import { expect, test } from 'vitest';
import { plainText, readAnsi } from './ansi.ts';

const esc = '\u001b';

test.each([
  ['plain <b>text</b>', 'plain <b>text</b>'],
  [`${esc}[31mred${esc}[0m and not`, 'red and not'],
  [` 10%|#   |\r 50%|##  |\r100%|####|`, '100%|####|'],
  ['done\r', 'done'],
  [`${esc}[2K${esc}[1A${esc}]0;title\u0007text`, 'text'],
  [`${esc}[38;2;255;0;10mrgb${esc}[m`, 'rgb'],
  ['bell\u0007 and nul\u0000', 'bell and nul'],
  [`cut ${esc}[3`, 'cut [3'],
])('%j reads "%s".', (line, text) => {
  expect(plainText(line)).toBe(text);
});

test('Colours and weight hold until they are taken back.', () => {
  expect(readAnsi(`a${esc}[1;91mb${esc}[22mc${esc}[39md${esc}[38;5;200me`)).toEqual([
    { text: 'a', colour: null, isBold: false },
    { text: 'b', colour: 1, isBold: true },
    { text: 'c', colour: 1, isBold: false },
    { text: 'd', colour: null, isBold: false },
    { text: 'e', colour: null, isBold: false },
  ]);
});

test('The pieces of any line together are its plain text.', () => {
  const part = fc.oneof(fc.string(), fc.constantFrom(esc, `${esc}[1m`, `${esc}[3`, '\r', ';', 'm', '['));
  fc.assert(
    fc.property(fc.array(part), (parts) => {
      const line = parts.join('');
      expect(
        readAnsi(line)
          .map(({ text }) => text)
          .join(''),
      ).toBe(plainText(line));
    }),
  );
});
