import { describe, expect, test } from 'vitest';
import { parseRuleOverrides } from '../../src/preflight/rule-overrides.ts';

describe('overrides of rules', () => {
  test.for([
    ['', {}],
    ['42263=warning', { 42263: 'warning' }],
    [' 42263 = off , UNKNOWN_KEY=off,', { 42263: 'off', UNKNOWN_KEY: 'off' }],
    ['42266=auto,42299=error', { 42266: 'auto', 42299: 'error' }],
  ] as const)('%j are read', ([text, overrides]) => {
    expect(parseRuleOverrides(text)).toEqual({ overrides, faults: [] });
  });

  test.for([
    ['42263', 'has "42263", but must be rules and values'],
    ['42263=', 'has "42263="'],
    ['42263=maybe', 'a rule can be error, warning, off, auto'],
    ['42252=off', 'there is no rule 42252'],
    ['UNKNOWN_KYE=off', 'did you mean UNKNOWN_KEY?'],
    ['42263=off,42263=off', 'names 42263 twice'],
    ['42298=warning', 'keeps jobs safe or possible and cannot be lowered'],
    ['CONFIG_NOT_ALLOWED=off', 'cannot be lowered'],
    ['42274=off', 'cannot be lowered'],
    ['UNKNOWN_KEY=error', 'is a warning and has no number'],
  ] as const)('%j is a fault', ([text, reason]) => {
    const { overrides, faults } = parseRuleOverrides(`42270=warning,${text}`);
    expect(faults).toEqual([expect.stringContaining(reason)]);
    expect(overrides[42270]).toBe('warning');
  });

  test('every fault is said at once', () => {
    expect(parseRuleOverrides('A=off,42298=off,x').faults).toHaveLength(3);
  });
});
