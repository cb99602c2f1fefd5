import { exampleFacts, exampleJob } from '../example.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  code: 42298,
  name: 'CONFIG_NOT_ALLOWED',
  severity: 'error',
  title: 'The result is to be pushed to Hugging Face.',
  why: 'Runs have no way out but to this server, unless the installation opens it.',
  fix: 'Set "push_to_hub: false" and download the checkpoints from the result of the job.',
  source: [
    { shows: 'the push after training', file: 'jobs/process/BaseSDTrainProcess.py', lines: '2835-2870' },
  ],
  fixed: true,
  check({ job, facts, report }) {
    if (!job.save.truthy('push_to_hub') || facts.installation.allow.hubPush) return;
    const at = job.save.at('push_to_hub');
    report({
      at,
      message: '`save.push_to_hub` is on, and this installation allows no pushes.',
      edit: { operation: 'set', path: [...at], value: false },
    });
  },
  examples: {
    bad: [
      {
        title: 'push_to_hub is true',
        yaml: exampleJob({ save: 'push_to_hub: true\nhf_repo_id: me/dogs' }),
        at: ['config.process[0].save.push_to_hub'],
      },
    ],
    good: [
      { title: 'push_to_hub is false', yaml: exampleJob({ save: 'push_to_hub: false' }) },
      {
        title: 'the installation allows it',
        yaml: exampleJob({ save: 'push_to_hub: true\nhf_repo_id: me/dogs' }),
        facts: exampleFacts({ installation: { allow: { hubPush: true, trackers: false } } }),
      },
    ],
  },
});
