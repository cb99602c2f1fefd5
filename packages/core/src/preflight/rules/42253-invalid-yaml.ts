import { exampleJob } from '../example.ts';
import type { TextRule } from '../rule.ts';
import { outlineProblems } from '../structure.ts';

const rule: TextRule = {
  stage: 'text',
  code: 42253,
  name: 'INVALID_YAML',
  severity: 'error',
  title: 'The config is not YAML that the trainer can read, or not a config.',
  why: 'The trainer reads configs with PyYAML (YAML 1.1) and stops at the first thing that it cannot read.',
  fix: 'Mend the text at this place.',
  source: [
    { shows: 'the loader and its float pattern', file: 'toolkit/config.py', lines: '53-65' },
    { shows: 'job and config are required', file: 'toolkit/config.py', lines: '37-43' },
  ],
  fixed: true,
  check({ result, report }) {
    if (result.ok) {
      for (const problem of outlineProblems(result.document.value)) report(problem);
      return;
    }
    const { message, fix } = result.error;
    const sentence = message.charAt(0).toUpperCase() + message.slice(1);
    report({ at: [], message: `${sentence}.`, fix: fix ?? undefined });
  },
  examples: {
    bad: [
      { title: 'a quote is never closed', yaml: exampleJob({ sample: 'neg: "' }), at: [''] },
      { title: 'a tab separates key and value', yaml: exampleJob({ train: 'steps:\t1000' }), at: [''] },
      { title: '`job` is missing', yaml: exampleJob().replace('job: extension\n', ''), at: ['job'] },
      {
        title: 'there is no process',
        yaml: 'job: extension\nconfig:\n  name: x\n  process: []\n',
        at: ['config.process'],
      },
      { title: 'the text is only a word', yaml: 'hello\n', at: [''] },
    ],
    good: [
      { title: 'all is in place', yaml: exampleJob() },
      {
        title: 'a list goes on at the left edge, which YAML 1.2 forbids',
        yaml: exampleJob({ dataset: 'resolution: [\n512,\n768]' }),
      },
    ],
  },
};

export default rule;
