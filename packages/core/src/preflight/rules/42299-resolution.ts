import { meantNumber } from '../block.ts';
import { exampleJob } from '../example.ts';
import type { ConfigPath } from '../path.ts';
import { defineRule, type Report } from '../rule.ts';
import { showValue } from '../value-types.ts';

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
      const at = block.at('resolution');
      const value = block.get('resolution');
      if (!Array.isArray(value)) {
        if (!isSide(value)) report(wrongSide(at, value));
      } else if (value.length === 0) report({ at, message: '`resolution` is an empty list.' });
      else {
        for (const [index, side] of value.entries()) {
          if (!isSide(side)) report(wrongSide([...at, index], side));
        }
      }
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
        title: 'one of a list in quotes',
        yaml: exampleJob({ dataset: 'resolution: [512, "768", 1024]' }),
        at: ['config.process[0].datasets[0].resolution[1]'],
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

function isSide(value: unknown): boolean {
  return typeof value === 'number' && value >= 1 && Number.isFinite(value);
}

function wrongSide(at: ConfigPath, value: unknown): Report {
  const meant = typeof value === 'string' ? meantNumber(value) : null;
  const message = `\`resolution\` is ${showValue(value)}; it must be a number of pixels.`;
  if (meant === null || !isSide(meant)) return { at, message };
  return {
    at,
    message,
    fix: `Write it without quotes: ${meant}.`,
    edit: { operation: 'set', path: [...at], value: meant },
  };
}
