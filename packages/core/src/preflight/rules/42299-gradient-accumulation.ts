import { exampleJob } from '../example.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  code: 42299,
  name: 'GRADIENT_ACCUMULATION_CONFLICT',
  severity: 'error',
  title: '`gradient_accumulation` and its older form are both set.',
  why: 'The trainer stops: the two count steps in different ways.',
  fix: 'Keep `gradient_accumulation` and remove `gradient_accumulation_steps`.',
  source: [{ shows: 'the check', file: 'toolkit/config_modules.py', lines: '452-456' }],
  check({ job, report }) {
    const batches = job.train.number('gradient_accumulation', 1) ?? 1;
    const steps = job.train.number('gradient_accumulation_steps', 1);
    if (batches <= 1 || steps === 1) return;
    const at = job.train.at('gradient_accumulation_steps');
    report({
      at,
      message: `\`gradient_accumulation\` is ${batches} and \`gradient_accumulation_steps\` is ${steps}.`,
      edit: { operation: 'remove', path: [...at] },
    });
  },
  examples: {
    bad: [
      {
        title: 'both above 1',
        yaml: exampleJob({ train: 'gradient_accumulation: 4\ngradient_accumulation_steps: 2' }),
        at: ['config.process[0].train.gradient_accumulation_steps'],
      },
    ],
    good: [
      {
        title: 'one of them',
        yaml: exampleJob({ train: 'gradient_accumulation: 4\ngradient_accumulation_steps: 1' }),
      },
      { title: 'the older one', yaml: exampleJob({ train: 'gradient_accumulation_steps: 4' }) },
    ],
  },
});
