import { exampleJob } from '../example.ts';
import { defineRule } from '../rule.ts';
import { showValue } from '../value-types.ts';

export default defineRule({
  code: 42299,
  name: 'TRIGGER_WORD',
  severity: 'error',
  title: '`trigger_word` is no text.',
  why: 'The trainer puts the word into captions and prompts, and fails with a "TypeError" on anything but a text.',
  fix: 'Write one word or a few as a text, or remove the line.',
  source: [{ shows: 'the word is put into a text', file: 'toolkit/prompt_utils.py', lines: '720-734' }],
  check({ job, report }) {
    for (const block of [job.process, ...job.datasets.map((dataset) => dataset.block)]) {
      const word = block.get('trigger_word');
      // Numbers are taken for texts before the run.
      if (word === undefined || word === null || typeof word === 'string' || typeof word === 'number')
        continue;
      report({
        at: block.at('trigger_word'),
        message: `\`trigger_word\` is ${showValue(word)}; it must be a text.`,
      });
    }
  },
  examples: {
    bad: [
      {
        title: 'a boolean',
        yaml: exampleJob({ process: 'trigger_word: true' }),
        at: ['config.process[0].trigger_word'],
      },
      {
        title: 'a list in a dataset',
        yaml: exampleJob({ dataset: 'trigger_word: [sks]' }),
        at: ['config.process[0].datasets[0].trigger_word'],
      },
      {
        title: 'a mapping',
        yaml: exampleJob({ process: 'trigger_word: {word: sks}' }),
        at: ['config.process[0].trigger_word'],
      },
    ],
    good: [
      { title: 'a word', yaml: exampleJob({ process: 'trigger_word: sks' }) },
      { title: 'a number, which is taken for a text', yaml: exampleJob({ process: 'trigger_word: 1990' }) },
      { title: 'none', yaml: exampleJob({ process: 'trigger_word: null' }) },
    ],
  },
});
