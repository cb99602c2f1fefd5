import { exampleJob } from '../example.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  code: null,
  name: 'SAVES_TOO_RARE',
  severity: 'warning',
  title: 'No checkpoint is saved before the last step.',
  why: 'A run that is taken away before its end then starts again from the beginning.',
  fix: 'Lower `save_every`.',
  source: [{ shows: 'when is saved', file: 'jobs/process/BaseSDTrainProcess.py', lines: '2548' }],
  check({ job, report }) {
    const steps = job.train.number('steps', 1000) ?? 0;
    const every = job.save.number('save_every', 1000) ?? 0;
    // Short runs lose little.
    if (steps < 500 || (every > 0 && every < steps)) return;
    report({
      at: job.save.at('save_every'),
      message:
        every > 0
          ? `\`save_every\` is ${every}${job.save.has('save_every') ? '' : ' by default'}, and there are ${steps} steps: nothing is saved before the end.`
          : `\`save_every\` is off: nothing is saved before the end of ${steps} steps.`,
      fix: `Set "save_every: ${Math.max(1, Math.round(steps / 8 / 10) * 10)}".`,
    });
  },
  examples: {
    bad: [
      {
        title: 'saved after 2000 steps of 1000',
        yaml: exampleJob({ save: 'save_every: 2000' }),
        at: ['config.process[0].save.save_every'],
      },
    ],
    good: [
      { title: 'saved every 250 steps', yaml: exampleJob() },
      { title: 'a short run', yaml: exampleJob({ train: 'steps: 100' }) },
    ],
  },
});
