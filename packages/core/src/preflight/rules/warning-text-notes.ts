import { exampleJob } from '../example.ts';
import type { Report, TextRule } from '../rule.ts';
import type { ConstructNote } from '../yaml/construct.ts';

const rule: TextRule = {
  stage: 'text',
  code: null,
  name: 'SURPRISING_YAML',
  severity: 'warning',
  title: 'YAML reads something otherwise than it may be meant.',
  why: 'The second of two equal keys wins, dates and huge numbers do not survive, and no environment variable is put in here.',
  fix: 'Write it so that it can be read in one way only.',
  source: [
    { shows: 'the trainer would put its environment in', file: 'toolkit/config.py', lines: '20-34' },
    { shows: 'values pass through JSON, which has no dates', file: 'toolkit/config.py', lines: '47-50' },
  ],
  check({ result, report }) {
    if (!result.ok) return;
    for (const note of result.document.notes) {
      report(describe(note, (offset) => result.document.positionAt(offset).line));
    }
  },
  examples: {
    bad: [
      {
        title: 'a key twice',
        yaml: exampleJob().replace('steps: 1000', 'steps: 1000\n        steps: 2000'),
        at: ['config.process[0].train.steps'],
      },
      {
        title: 'an environment variable in a prompt',
        yaml: exampleJob({ sample: 'prompts:\n  - a \u0024{THING}' }),
        at: ['config.process[0].sample.prompts[0]'],
      },
      {
        title: 'a date without quotes',
        yaml: `${exampleJob()}meta:\n  version: 2026-01-31\n`,
        at: ['meta.version'],
      },
    ],
    good: [
      { title: 'nothing surprising', yaml: exampleJob() },
      { title: 'a date in quotes', yaml: `${exampleJob()}meta:\n  version: "2026-01-31"\n` },
    ],
  },
};

export default rule;

function describe(note: ConstructNote, lineOf: (offset: number) => number): Report {
  const { path: at, text } = note;
  switch (note.kind) {
    case 'duplicate-key':
      return {
        at,
        message: `The key \`${text}\` stands twice; the one in line ${lineOf(note.earlier ?? note.offset)} has no effect.`,
        fix: 'Remove one of the two.',
      };
    case 'environment':
      return {
        at,
        message: `"${text}" stays as it is written: environment variables are not put into configs here.`,
        fix: 'Write the value itself.',
      };
    case 'date':
      return {
        at,
        message: `${text} is a date to YAML; it is taken as text here.`,
        fix: 'Put it in quotes.',
      };
    case 'imprecise-number':
      return {
        at,
        message: `${text} is too large to be kept to the last digit.`,
        fix: 'Use a smaller number.',
      };
  }
}
