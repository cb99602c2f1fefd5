import { exampleJob } from '../example.ts';
import type { ConfigKey, OtherValue } from '../keys/key.ts';
import { isListedValue, nearestValue } from '../keys/key-at.ts';
import { defineRule } from '../rule.ts';
import { fitsTypes, showValue } from '../value-types.ts';

export default defineRule({
  code: null,
  name: 'VALUE_OUT_OF_RANGE',
  severity: 'warning',
  title: 'A value is none of those that work, or too small or too large.',
  why: 'The trainer takes something else instead, or fails later.',
  fix: 'Write a value that works.',
  source: [{ shows: 'values are taken as they are', file: 'toolkit/config_modules.py', lines: '375-620' }],
  check({ job, report }) {
    for (const { at, value, lookup } of job.keyUses()) {
      if (lookup.kind !== 'known' || !fitsTypes(value, lookup.key.types) || value === null) continue;
      const { key } = lookup;
      if (key.values !== undefined && key.onOtherValue !== 'crash' && !isListedValue(key, value)) {
        const similar = typeof value === 'string' ? nearestValue(key, value) : null;
        report({
          at,
          message: `\`${key.name}\` is ${showValue(value)}; ${outcomes[key.onOtherValue ?? 'passed_on']}.`,
          fix:
            similar === null
              ? `Known are: ${key.values.slice(0, 12).join(', ')}.`
              : `Did you mean "${similar}"?`,
        });
      }
      const bound = typeof value === 'number' ? boundBroken(key, value) : null;
      if (bound !== null)
        report({ at, message: `\`${key.name}\` is ${showValue(value)}; it should be ${bound}.` });
    }
  },
  examples: {
    bad: [
      {
        title: 'a loss that does not exist',
        yaml: exampleJob({ train: 'loss_type: l1' }),
        at: ['config.process[0].train.loss_type'],
      },
      {
        title: 'a share above 1',
        yaml: exampleJob({ dataset: 'caption_dropout_rate: 5' }),
        at: ['config.process[0].datasets[0].caption_dropout_rate'],
      },
    ],
    good: [
      {
        title: 'values that work',
        yaml: exampleJob({ train: 'loss_type: mae', dataset: 'caption_dropout_rate: 0.05' }),
      },
    ],
  },
});

const outcomes: Readonly<Record<OtherValue, string>> = {
  crash: 'the trainer does not know it',
  ignored: 'the trainer ignores it',
  fallback: 'the trainer does not know it and takes its default',
  passed_on: 'the trainer does not know it and may fail later',
};

function boundBroken(key: ConfigKey, value: number): string | null {
  const { min, max } = key;
  if (min !== undefined && (value < min || (key.exclusiveMin === true && value === min))) {
    return key.exclusiveMin === true ? `above ${min}` : `at least ${min}`;
  }
  return max !== undefined && value > max ? `at most ${max}` : null;
}
