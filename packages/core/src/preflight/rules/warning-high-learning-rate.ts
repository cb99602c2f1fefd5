import { exampleJob } from '../example.ts';
import { defineRule } from '../rule.ts';

const limit = 0.01;

export default defineRule({
  code: null,
  name: 'HIGH_LEARNING_RATE',
  severity: 'warning',
  title: 'The learning rate is far above what trains.',
  why: 'The loss turns into "nan"; the trainer counts it as 0 and goes on to a dead result.',
  fix: 'Start from 1e-4.',
  source: [
    {
      shows: 'a loss of nan becomes 0',
      file: 'extensions_built_in/sd_trainer/SDTrainer.py',
      lines: '2180-2200',
    },
  ],
  check({ job, report }) {
    const lr = job.train.get('lr');
    const optimizer = (job.train.text('optimizer') ?? 'adamw').toLowerCase();
    // These find their own rate and take 1 as its scale.
    if (
      typeof lr !== 'number' ||
      lr < limit ||
      !Number.isFinite(lr) ||
      /^(prodigy|dadaptation)/.test(optimizer)
    )
      return;
    report({
      at: job.train.at('lr'),
      message: `\`lr\` is ${lr} with ${optimizer}; usual rates lie between 1e-5 and 1e-3.`,
    });
  },
  examples: {
    bad: [
      { title: '1 with AdamW', yaml: exampleJob({ train: 'lr: 1' }), at: ['config.process[0].train.lr'] },
    ],
    good: [
      { title: '1e-4', yaml: exampleJob() },
      { title: '1 with Prodigy', yaml: exampleJob({ train: 'lr: 1.0\noptimizer: prodigy' }) },
    ],
  },
});
