import { exampleJob } from '../example.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  code: 42298,
  name: 'CONFIG_NOT_ALLOWED',
  severity: 'error',
  title: 'There is more than one process.',
  why: 'A job is one training run; steps, checkpoints and errors of a second process could not be told apart.',
  fix: 'Submit one job for each process.',
  source: [
    {
      shows: 'all processes are built, then run one after the other',
      file: 'jobs/ExtensionJob.py',
      lines: '8-22',
    },
  ],
  fixed: true,
  check({ job, report }) {
    const count = job.config.list('process').length;
    if (count > 1) {
      report({
        at: ['config', 'process', 1],
        message: `\`config.process\` has ${count} processes; one is allowed.`,
      });
    }
  },
  examples: {
    bad: [
      {
        title: 'two trainings in one config',
        yaml: `${exampleJob()}    - type: diffusion_trainer\n`,
        at: ['config.process[1]'],
      },
    ],
    good: [{ title: 'one process', yaml: exampleJob() }],
  },
});
