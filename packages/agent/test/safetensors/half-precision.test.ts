import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { fromBfloat16, fromFloat16, toBfloat16, toFloat16 } from '../../src/safetensors/half-precision.ts';

describe('half precision', () => {
  test.each([
    [0, 0x0000],
    [-0, 0x8000],
    [1, 0x3c00],
    [-2, 0xc000],
    [65504, 0x7bff],
    [65519, 0x7bff],
    [65520, 0x7c00],
    [Number.POSITIVE_INFINITY, 0x7c00],
    [2 ** -14, 0x0400],
    [2 ** -24, 0x0001],
    [2 ** -25, 0x0000],
    [1.5 * 2 ** -24, 0x0002],
    [1 + 2 ** -11, 0x3c00],
    [1 + 3 * 2 ** -11, 0x3c02],
    [0.1, 0x2e66],
  ])('%d is the half-precision number of bits %d', (value, bits) => {
    expect(toFloat16(value)).toBe(bits);
  });

  it('keeps every half-precision number through a round trip', () => {
    for (let bits = 0; bits < 0x10000; bits += 1) {
      const value = fromFloat16(bits);
      if (Number.isNaN(value)) expect(Number.isNaN(fromFloat16(toFloat16(value)))).toBe(true);
      else if (toFloat16(value) !== bits) expect.unreachable(`${bits} became ${toFloat16(value)}`);
    }
  });

  it('rounds to the nearest half-precision number', () => {
    fc.assert(
      fc.property(fc.float({ min: -60000, max: 60000, noNaN: true }), (value) => {
        const bits = toFloat16(value);
        const error = Math.abs(fromFloat16(bits) - value);
        const neighbours = [bits - 1, bits + 1].filter((other) => (other & 0x7c00) !== 0x7c00 && other >= 0);
        for (const other of neighbours) {
          expect(error).toBeLessThanOrEqual(Math.abs(fromFloat16(other) - value));
        }
      }),
    );
  });

  test.each([
    [1, 0x3f80],
    [-1, 0xbf80],
    [1 + 2 ** -8, 0x3f80],
    [1 + 3 * 2 ** -8, 0x3f82],
    [Number.POSITIVE_INFINITY, 0x7f80],
  ])('%d is the bfloat16 number of bits %d', (value, bits) => {
    expect(toBfloat16(value)).toBe(bits);
  });

  it('keeps NaN a NaN in bfloat16', () => {
    expect(fromBfloat16(toBfloat16(Number.NaN))).toBeNaN();
  });
});
