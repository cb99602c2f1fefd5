import { isMapping } from '../block.ts';
import { exampleJob } from '../example.ts';
import { defineRule } from '../rule.ts';

const blocks = [
  'network',
  'save',
  'logging',
  'train',
  'model',
  'sample',
  'first_sample',
  'adapter',
  'embedding',
  'guidance',
];

export default defineRule({
  code: 42299,
  name: 'BLOCK_TYPE',
  severity: 'error',
  title: 'A block of the process is no mapping.',
  why: 'The trainer passes its keys on and fails: "argument after ** must be a mapping".',
  fix: 'Write keys below it, indented, as "key: value".',
  source: [{ shows: 'how blocks are read', file: 'jobs/process/BaseSDTrainProcess.py', lines: '104-140' }],
  check({ job, report }) {
    for (const key of blocks) {
      const value = job.process.get(key);
      if (value === undefined || value === null || isMapping(value)) continue;
      const what = Array.isArray(value) ? 'a list' : JSON.stringify(value);
      report({ at: job.process.at(key), message: `\`${key}\` is ${what}; it must be a mapping.` });
    }
  },
  examples: {
    bad: [
      {
        title: 'the network is a word',
        yaml: exampleJob({ network: null, process: 'network: lora' }),
        at: ['config.process[0].network'],
      },
      {
        title: 'keys of `save` have a dash before them',
        yaml: exampleJob({ save: null, process: 'save:\n  - dtype: bf16' }),
        at: ['config.process[0].save'],
      },
    ],
    good: [
      { title: 'mappings', yaml: exampleJob() },
      { title: 'an empty block', yaml: exampleJob({ save: null, process: 'save:' }) },
    ],
  },
});
