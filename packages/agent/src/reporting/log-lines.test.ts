import { describe, expect, test } from 'vitest';
import { createLogLines } from './log-lines.ts';
import { hideSecrets } from './redact.ts';

function linesOf(...chunks: string[]): string[] {
  const lines = createLogLines(hideSecrets({ A: 'secret' }));
  return [...chunks.flatMap((chunk) => lines.push(chunk)), ...lines.end()];
}

describe('log lines', () => {
  test.each([
    { what: 'a line cut in two', chunks: ['ab', 'c\nd', '\n'], lines: ['abc', 'd'] },
    { what: 'an empty line', chunks: ['a\n\nb\n'], lines: ['a', '', 'b'] },
    { what: 'a last line without an end', chunks: ['a\nb'], lines: ['a', 'b'] },
    { what: 'a Windows line end cut in two', chunks: ['a\r', '\nb\r\n'], lines: ['a', 'b'] },
    { what: 'a repainted bar', chunks: ['\r 1%', '\r 2%\r 3%', '\nnext\n'], lines: [' 3%', 'next'] },
    { what: 'colours', chunks: ['\u001b[31mred\u001b[0m\u0007\n'], lines: ['red'] },
    { what: 'a secret over two lines', chunks: ['a sec\n', 'ret b\n'], lines: ['a [redacted] b'] },
    { what: 'a secret with codes in it', chunks: ['a se\u001b[1', 'mcr\u0000et\n'], lines: ['a [redacted]'] },
    { what: 'what could have become one', chunks: ['a sec\n', 'ond\n'], lines: ['a sec', 'ond'] },
    { what: 'a secret over three chunks', chunks: ['a se', 'cr', 'et b\n'], lines: ['a [redacted] b'] },
  ])('$what', ({ chunks, lines }) => {
    expect(linesOf(...chunks)).toEqual(lines);
  });

  test('a bar that never ends its line stays small', () => {
    const lines = createLogLines([]);
    for (let step = 0; step < 5000; step += 1) expect(lines.push(`\rstep ${step} of many`)).toEqual([]);
    expect(lines.push('\n')).toEqual(['step 4999 of many']);
  });

  test('a line longer than the limit is cut and nothing is lost', () => {
    const text = 'x'.repeat(50_000);
    const lines = linesOf(text.slice(0, 20_000), text.slice(20_000), '\nend\n');
    expect(lines.join('')).toBe(`${text}end`);
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(16_384);
  });
});
