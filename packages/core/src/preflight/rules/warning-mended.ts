import { exampleJob } from '../example.ts';
import { contractLayout, resolveConfig } from '../resolve.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  code: null,
  name: 'MENDED',
  severity: 'warning',
  title: 'The trainer receives something else than what is written.',
  why: 'What has one sensible answer is mended instead of refused: paths of the contract, a missing negative prompt, empty samples.',
  fix: 'Nothing needs to be done; write it so to have this warning gone.',
  source: [
    { shows: 'a missing negative prompt is False', file: 'toolkit/config_modules.py', lines: '94' },
    { shows: 'the sampler is ddpm by default', file: 'toolkit/config_modules.py', lines: '88' },
    { shows: 'FLUX.1 shifts by resolution', file: 'toolkit/pipelines.py', lines: '1044-1062' },
  ],
  check({ job, facts, report }) {
    const { hubPush, trackers } = facts.installation.allow;
    const layout = { ...contractLayout, allowHubPush: hubPush, allowTrackers: trackers };
    const config = Object.fromEntries(job.root.keys.map((key) => [key, job.root.get(key)]));
    for (const change of resolveConfig(config, layout).changes) {
      if (!change.quiet) report({ at: change.at, message: change.message });
    }
  },
  examples: {
    bad: [
      {
        title: 'no negative prompt',
        yaml: exampleJob().replace(/ +neg: ""\n/, ''),
        at: ['config.process[0].sample.neg'],
      },
      {
        title: 'another folder to train in',
        yaml: exampleJob({ process: 'training_folder: /home/me/output' }),
        at: ['config.process[0].training_folder'],
      },
      {
        title: 'a sample without a prompt',
        yaml: exampleJob({ sample: 'samples:\n  - prompt: a dog\n  - width: 512' }),
        at: ['config.process[0].sample.samples[1]'],
      },
    ],
    good: [{ title: 'nothing to mend', yaml: exampleJob() }],
  },
});
