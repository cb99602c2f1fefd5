import { exampleJob } from '../example.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  code: 42299,
  name: 'RESOLUTION',
  severity: 'error',
  title: '`resolution` of a dataset is no number, or a list of none.',
  why: 'No image can be sized by it: the loader drops them all, or there is no dataset at all.',
  fix: 'Write a number of pixels, such as 1024, or a list such as [512, 768, 1024].',
  source: [
    { shows: 'one dataset for each item of a list', file: 'toolkit/config_modules.py', lines: '1094-1110' },
    { shows: 'how images are sized', file: 'toolkit/dataloader_mixins.py', lines: '216-305' },
  ],
  check({ job, report }) {
    for (const { block } of job.datasets) {
      if (!block.has('resolution')) continue;
      const value = block.get('resolution');
      const sides = Array.isArray(value) ? value : [value];
      if (
        sides.length > 0 &&
        sides.every((side) => typeof side === 'number' && side >= 1 && Number.isFinite(side))
      )
        continue;
      report({ at: block.at('resolution'), message: `\`resolution\` is ${JSON.stringify(value)}.` });
    }
  },
  examples: {
    bad: [
      {
        title: 'an empty list',
        yaml: exampleJob({ dataset: 'resolution: []' }),
        at: ['config.process[0].datasets[0].resolution'],
      },
      {
        title: 'a number in quotes',
        yaml: exampleJob({ dataset: 'resolution: "1024"' }),
        at: ['config.process[0].datasets[0].resolution'],
      },
      {
        title: 'width and height in one',
        yaml: exampleJob({ dataset: 'resolution: 1024x768' }),
        at: ['config.process[0].datasets[0].resolution'],
      },
    ],
    good: [
      { title: 'a number', yaml: exampleJob({ dataset: 'resolution: 1024' }) },
      { title: 'a list', yaml: exampleJob({ dataset: 'resolution: [512, 1024]' }) },
    ],
  },
});
