import { exampleFacts, exampleJob } from '../example.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  code: 42298,
  name: 'CONFIG_NOT_ALLOWED',
  severity: 'error',
  title: 'Metrics are to be sent to Weights & Biases.',
  why: 'Runs have no way out but to this server, unless the installation opens it.',
  fix: 'Set "use_wandb: false"; the metrics of a job can be read here.',
  source: [{ shows: 'the wandb logger', file: 'toolkit/logging_aitk.py', lines: '40-90' }],
  fixed: true,
  check({ job, facts, report }) {
    if (!job.logging.truthy('use_wandb') || facts.installation.allow.trackers) return;
    const at = job.logging.at('use_wandb');
    report({
      at,
      message: '`logging.use_wandb` is on, and this installation allows no trackers.',
      edit: { operation: 'set', path: [...at], value: false },
    });
  },
  examples: {
    bad: [
      {
        title: 'use_wandb is true',
        yaml: exampleJob({ process: 'logging: {use_wandb: true}' }),
        at: ['config.process[0].logging.use_wandb'],
      },
    ],
    good: [
      { title: 'use_wandb is false', yaml: exampleJob({ process: 'logging: {use_wandb: false}' }) },
      {
        title: 'the installation allows it',
        yaml: exampleJob({ process: 'logging: {use_wandb: true}' }),
        facts: exampleFacts({ installation: { allow: { hubPush: false, trackers: true } } }),
      },
    ],
  },
});
