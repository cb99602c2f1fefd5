import { exampleJob } from '../example.ts';
import type { Edit } from '../finding.ts';
import type { ConfigKey } from '../keys/key.ts';
import type { ConfigPath } from '../path.ts';
import { defineRule } from '../rule.ts';
import { describeTypes, fitsTypes, showValue } from '../value-types.ts';

export default defineRule({
  code: null,
  name: 'WRONG_TYPE',
  severity: 'warning',
  title: 'A value is of another type than the trainer expects.',
  why: 'The trainer checks no types: the value goes on as it is, and fails or does something else later.',
  fix: 'Write a value of the right type.',
  source: [{ shows: 'values are taken as they are', file: 'toolkit/config_modules.py', lines: '375-620' }],
  check({ job, report }) {
    for (const { at, value, lookup } of job.keyUses()) {
      if (lookup.kind !== 'known' || fitsTypes(value, lookup.key.types)) continue;
      const { key } = lookup;
      const empty = value === null;
      report({
        at,
        message: empty
          ? `\`${key.name}\` is empty, which is not the same as leaving it out: the trainer takes it as null.`
          : `\`${key.name}\` is ${showValue(value)}; the trainer expects ${describeTypes(key.types)}.`,
        fix: empty ? `Write ${describeTypes(key.types)}, or remove the line.` : undefined,
        edit: safeEdit(at, key, value),
      });
    }
  },
  examples: {
    bad: [
      {
        title: 'a number as text',
        yaml: exampleJob({ train: 'max_grad_norm: "1.0"' }),
        at: ['config.process[0].train.max_grad_norm'],
      },
      {
        title: 'a text as boolean',
        yaml: exampleJob({ train: 'train_unet: "true"' }),
        at: ['config.process[0].train.train_unet'],
      },
    ],
    good: [
      { title: 'the right types', yaml: exampleJob() },
      { title: 'a whole number where fractions are allowed', yaml: exampleJob({ train: 'noise_offset: 0' }) },
      { title: "YAML's other words for true", yaml: exampleJob({ train: 'train_unet: yes' }) },
    ],
  },
});

/** Takes quotes off, where that gives the right type. */
function safeEdit(at: ConfigPath, key: ConfigKey, value: unknown): Edit | undefined {
  if (typeof value !== 'string') return undefined;
  const text = value.trim();
  const meant = /^(true|false)$/i.test(text)
    ? text.toLowerCase() === 'true'
    : /^-?\d+(\.\d+)?$/.test(text)
      ? Number(text)
      : null;
  if (meant === null || !fitsTypes(meant, key.types)) return undefined;
  return { operation: 'set', path: [...at], value: meant };
}
