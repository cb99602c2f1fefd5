import { exampleJob } from '../example.ts';
import { defineRule } from '../rule.ts';

const train = 'diff_output_preservation: true\ndiff_output_preservation_class: dog';

export default defineRule({
  code: 42264,
  name: 'DIFF_OUTPUT_PRESERVATION_TRIGGER',
  severity: 'error',
  title: '`diff_output_preservation` is on and there is no trigger word.',
  why: 'It compares captions with the trigger word to captions with the class name in its place; the trainer stops without one.',
  fix: 'Add `trigger_word` to the process (beside `train`), or to a dataset.',
  source: [
    { shows: 'the check at the start', file: 'extensions_built_in/sd_trainer/SDTrainer.py', lines: '86-97' },
  ],
  check({ job, report }) {
    if (!job.train.truthy('diff_output_preservation')) return;
    const words = [job.process, ...job.datasets.map(({ block }) => block)].map((block) =>
      block.get('trigger_word'),
    );
    if (words.some(isWord)) return;
    const blank = words.some((word) => typeof word === 'string');
    report({
      at: job.process.at('trigger_word'),
      message: blank
        ? '`diff_output_preservation` needs a trigger word, and `trigger_word` is blank.'
        : '`diff_output_preservation` needs a trigger word, and there is none.',
    });
  },
  examples: {
    bad: [
      { title: 'no trigger word', yaml: exampleJob({ train }), at: ['config.process[0].trigger_word'] },
      {
        title: 'a blank one, which would put the class between all letters',
        yaml: exampleJob({ train, process: 'trigger_word: "  "' }),
        at: ['config.process[0].trigger_word'],
      },
    ],
    good: [
      { title: 'the process has one', yaml: exampleJob({ train, process: 'trigger_word: sks' }) },
      { title: 'a dataset has one', yaml: exampleJob({ train, dataset: 'trigger_word: sks' }) },
      {
        title: 'the word is a number, which is taken for a text',
        yaml: exampleJob({ train, process: 'trigger_word: 1990' }),
      },
      { title: 'preservation is off', yaml: exampleJob({ train: 'diff_output_preservation: false' }) },
    ],
  },
});

function isWord(value: unknown): boolean {
  return typeof value === 'number' || (typeof value === 'string' && value.trim() !== '');
}
