import { exampleJob } from '../example.ts';
import type { Edit } from '../finding.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  code: 42274,
  name: 'INVALID_LEARNING_RATE',
  severity: 'error',
  title: '`train.lr` is missing, is no number, or is not above 0.',
  why: 'Without a usable rate the optimizer fails or learns nothing; left out, it is 0.000001, far too low for a LoRA.',
  fix: 'Write a positive number, such as "lr: 1e-4".',
  source: [
    { shows: 'the default', file: 'toolkit/config_modules.py', lines: '381' },
    { shows: 'how the loader reads numbers', file: 'toolkit/config.py', lines: '53-65' },
  ],
  fixed: true,
  check({ job, report }) {
    const at = job.train.at('lr');
    const lr = job.train.get('lr');
    if (lr === undefined || lr === null) {
      report({ at, message: lr === null ? '`train.lr` is empty.' : '`train.lr` is missing.' });
    } else if (typeof lr === 'string') {
      const meant = /^[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?$/.test(lr.trim()) ? Number(lr) : null;
      const usable = meant !== null && Number.isFinite(meant) && meant > 0;
      const edit: Edit | undefined = usable ? { operation: 'set', path: [...at], value: meant } : undefined;
      report({
        at,
        message: `\`train.lr\` is the text ${JSON.stringify(lr)}, not a number.`,
        fix: usable ? `Write it without quotes, as a number: lr: ${numberText(meant)}.` : undefined,
        edit,
      });
    } else if (typeof lr !== 'number') {
      report({ at, message: `\`train.lr\` is ${JSON.stringify(lr)}, which is no number.` });
    } else if (!Number.isFinite(lr)) {
      report({ at, message: `\`train.lr\` is ${Number.isNaN(lr) ? 'not a number (.nan)' : 'infinite'}.` });
    } else if (lr <= 0) {
      report({ at, message: `\`train.lr\` is ${lr}; it must be above 0.` });
    }
  },
  examples: {
    bad: [
      {
        title: 'no rate',
        yaml: exampleJob().replace(/ +lr: 1e-4\n/, ''),
        at: ['config.process[0].train.lr'],
      },
      {
        title: 'a rate in quotes',
        yaml: exampleJob({ train: 'lr: "1e-4"' }),
        at: ['config.process[0].train.lr'],
      },
      { title: 'zero', yaml: exampleJob({ train: 'lr: 0' }), at: ['config.process[0].train.lr'] },
      {
        title: 'a negative rate',
        yaml: exampleJob({ train: 'lr: -1e-4' }),
        at: ['config.process[0].train.lr'],
      },
      { title: 'a boolean', yaml: exampleJob({ train: 'lr: yes' }), at: ['config.process[0].train.lr'] },
      {
        title: 'a number without its first digit after a sign',
        yaml: exampleJob({ train: 'lr: +.5' }),
        at: ['config.process[0].train.lr'],
      },
      { title: 'infinity', yaml: exampleJob({ train: 'lr: .inf' }), at: ['config.process[0].train.lr'] },
    ],
    good: [
      { title: '1e-4, which the trainer reads as a number', yaml: exampleJob() },
      { title: '0.0001', yaml: exampleJob({ train: 'lr: 0.0001' }) },
      { title: '1.e-4', yaml: exampleJob({ train: 'lr: 1.e-4' }) },
      { title: '1, as Prodigy wants it', yaml: exampleJob({ train: 'lr: 1\noptimizer: prodigy' }) },
    ],
  },
});

function numberText(value: number): string {
  return value < 0.001 ? value.toExponential().replace('e-', 'e-') : String(value);
}
