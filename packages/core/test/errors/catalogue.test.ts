import { describe, expect, expectTypeOf, test } from 'vitest';
import { allErrors, type ErrorCode, findError, isErrorCode } from '../../src/errors/catalogue.ts';
import { httpStatusOf } from '../../src/errors/entry.ts';
import { hostedCodes } from './hosted-codes.ts';

describe('the error catalogue', () => {
  test('holds every code of the hosted API under its name', () => {
    expect(hostedCodes).toHaveLength(44);
    for (const [code, name] of hostedCodes) expect(findError(code)).toMatchObject({ code, name });
  });

  test('adds only the two codes of this server', () => {
    const hosted = new Set<number>(hostedCodes.map(([code]) => code));
    const own = allErrors.filter((entry) => !hosted.has(entry.code));
    expect(own.map((entry) => [entry.code, entry.name])).toEqual([
      [42298, 'CONFIG_NOT_ALLOWED'],
      [42299, 'TRAINER_WILL_FAIL'],
    ]);
  });

  test('is sorted by number and has none twice', () => {
    const codes = allErrors.map((entry) => entry.code);
    expect(codes).toEqual([...new Set(codes)].sort((a, b) => a - b));
  });

  test('uses a name twice only for a dataset that a config names', () => {
    const names = allErrors.map((entry) => entry.name);
    expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual(['DATASET_NOT_FOUND']);
  });

  test.for(allErrors.map((entry) => [entry.code, entry] as const))('%i is complete', ([, entry]) => {
    expect(String(entry.code)).toMatch(/^(?:400|404|409|422|500)(?:0[1-9]|[1-4]\d|5[1-9]|[6-9]\d)$/);
    expect(entry.name).toMatch(/^[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)*$/);
    expect(entry.fixes.length).toBeGreaterThan(0);
    for (const text of [entry.meaning, ...entry.fixes]) {
      expect(text).toMatch(/^\S.*[.!]$/s);
      expect(text.split('`').length % 2, `backquotes are paired in: ${text}`).toBe(1);
      expect(text).not.toMatch(/RunComfy|https?:|<img/i);
    }
    expect(entry.where).not.toBe('');
    expect(['never', 'after-change', 'later']).toContain(entry.retry);
  });

  test('says of every failure of the server that it can be retried, except of broken files', () => {
    const failures = allErrors.filter((entry) => httpStatusOf(entry.code) === 500);
    expect(failures.filter((entry) => entry.retry !== 'later').map((entry) => entry.code)).toEqual([50004]);
  });

  test('tells its numbers from others', () => {
    expect(isErrorCode(42253)).toBe(true);
    expect(isErrorCode(42297)).toBe(false);
    expect(findError(42297)).toBeUndefined();
  });

  test('knows its numbers as literal types', () => {
    expectTypeOf<42253>().toExtend<ErrorCode>();
    expectTypeOf<42278>().not.toExtend<ErrorCode>();
    expectTypeOf(findError(42253).name).toExtend<string>();
  });
});
