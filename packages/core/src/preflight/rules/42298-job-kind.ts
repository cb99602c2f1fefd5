import { exampleJob } from '../example.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  code: 42298,
  name: 'CONFIG_NOT_ALLOWED',
  severity: 'error',
  title: '`job` is not `extension`.',
  why: 'The other kinds of job (train, generate, extract, mod) read and write files of their own choice.',
  fix: 'Write "job: extension".',
  source: [{ shows: 'the kinds of job', file: 'toolkit/job.py', lines: '14-35' }],
  fixed: true,
  check({ job, report }) {
    const kind = job.root.get('job');
    if (kind === 'extension') return;
    report({ at: ['job'], message: `\`job\` is ${JSON.stringify(kind)}; only "extension" is run here.` });
  },
  examples: {
    bad: [{ title: 'pictures are to be generated', yaml: exampleJob({ top: 'job: generate' }), at: ['job'] }],
    good: [{ title: 'it is extension', yaml: exampleJob() }],
  },
});
