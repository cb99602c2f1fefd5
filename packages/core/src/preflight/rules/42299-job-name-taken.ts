import { exampleJob } from '../example.ts';
import { defineRule } from '../rule.ts';

/** What the trainer writes into the folder of a run under names of its own. */
const ownFiles = ['config.yaml', 'loss_log.db', 'optimizer.pt', 'samples', 'learnable_snr.json'];

export default defineRule({
  code: 42299,
  name: 'JOB_NAME_TAKEN',
  severity: 'error',
  title: 'The job name is the beginning of the name of a file that the trainer writes.',
  why: 'The trainer looks for its checkpoints by the beginning of their names and takes that file for one: "Weights only load failed".',
  fix: 'Choose a longer name.',
  source: [
    {
      shows: 'the pattern without an extension',
      file: 'jobs/process/BaseSDTrainProcess.py',
      lines: '823-898',
    },
  ],
  check({ job, report }) {
    const name = job.config.text('name');
    const taken = name === null || name === '' ? undefined : ownFiles.find((file) => file.startsWith(name));
    if (taken === undefined) return;
    report({
      at: job.config.at('name'),
      message: `The job name "${name}" is the beginning of ${taken}, a file of the trainer.`,
    });
  },
  examples: {
    bad: [
      { title: 'one letter', yaml: exampleJob({ config: 'name: c' }), at: ['config.name'] },
      { title: 'a word that is taken', yaml: exampleJob({ config: 'name: sample' }), at: ['config.name'] },
    ],
    good: [
      { title: 'a longer name', yaml: exampleJob({ config: 'name: config_v2' }) },
      { title: 'capitals', yaml: exampleJob({ config: 'name: Sample' }) },
    ],
  },
});
