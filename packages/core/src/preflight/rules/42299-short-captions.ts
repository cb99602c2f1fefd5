import { exampleJob } from '../example.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  code: 42299,
  name: 'SHORT_CAPTIONS_MISSING',
  severity: 'error',
  title: 'Short captions are to be trained, and there are none.',
  why: 'Short captions come from JSON caption files of a local dataset, or else from `default_caption`; without either the first step fails with "NoneType object has no attribute replace".',
  fix: 'Turn `short_and_long_captions` off, or set `default_caption` for the dataset.',
  source: [
    { shows: 'where short captions come from', file: 'toolkit/dataloader_mixins.py', lines: '332-372' },
    { shows: 'they join the batch', file: 'jobs/process/BaseSDTrainProcess.py', lines: '1044-1051' },
  ],
  check({ job, report }) {
    if (!job.train.truthy('short_and_long_captions')) return;
    const without = job.datasets.find(
      ({ block }) => !block.truthy('is_reg') && typeof block.get('default_caption') !== 'string',
    );
    if (without === undefined) return;
    const at = job.train.at('short_and_long_captions');
    report({
      at,
      message: `\`short_and_long_captions\` is on, and \`datasets[${without.index}]\` has no short captions.`,
      edit: { operation: 'set', path: [...at], value: false },
    });
  },
  examples: {
    bad: [
      {
        title: 'no default caption',
        yaml: exampleJob({ train: 'short_and_long_captions: true' }),
        at: ['config.process[0].train.short_and_long_captions'],
      },
    ],
    good: [
      {
        title: 'a default caption',
        yaml: exampleJob({ train: 'short_and_long_captions: true', dataset: 'default_caption: a dog' }),
      },
      { title: 'it is off', yaml: exampleJob({ train: 'short_and_long_captions: false' }) },
    ],
  },
});
