import { isPlainName } from '../contract-path.ts';
import { exampleJob } from '../example.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  code: 42262,
  name: 'INVALID_JOB_NAME',
  severity: 'error',
  title: '`config.name` is missing or holds characters that a job name cannot have.',
  why: 'The name becomes the name of folders and checkpoints; the trainer finds its own checkpoints by it.',
  fix: 'Use letters, digits, "_" and "-", at most 128, not "-" first.',
  source: [
    {
      shows: 'the output folder is made from the name',
      file: 'jobs/process/BaseTrainProcess.py',
      lines: '45',
    },
    {
      shows: 'checkpoints are searched by a pattern of the name',
      file: 'jobs/process/BaseSDTrainProcess.py',
      lines: '823-898',
    },
  ],
  fixed: true,
  check({ job, report }) {
    const at = job.config.at('name');
    const name = job.config.get('name');
    if (name === undefined || name === null) {
      report({
        at,
        message: '`config.name` is missing.',
        fix: 'Add a line such as "name: my_lora" below `config`.',
      });
      return;
    }
    if (typeof name !== 'string') {
      const quoted = typeof name === 'number' && isPlainName(String(name)) ? String(name) : null;
      report({
        at,
        message: `\`config.name\` is ${JSON.stringify(name)}, which is no text.`,
        fix: quoted === null ? 'Put it in quotes.' : `Put it in quotes: name: "${quoted}".`,
        edit: quoted === null ? undefined : { operation: 'set', path: [...at], value: quoted },
      });
      return;
    }
    if (isPlainName(name)) return;
    const proposal = name
      .trim()
      .replace(/[^A-Za-z0-9_-]+/g, '_')
      .replace(/^-+/, '')
      .slice(0, 128);
    report({
      at,
      message: `The job name ${JSON.stringify(name)} ${nameProblem(name)}.`,
      fix: isPlainName(proposal)
        ? `Use letters, digits, "_" and "-" only, such as "name: ${proposal}".`
        : undefined,
    });
  },
  examples: {
    bad: [
      { title: 'a space', yaml: exampleJob({ config: 'name: my lora' }), at: ['config.name'] },
      { title: 'no name', yaml: exampleJob({ config: 'name:' }), at: ['config.name'] },
      { title: 'a number', yaml: exampleJob({ config: 'name: 2024' }), at: ['config.name'] },
      { title: 'a dash first', yaml: exampleJob({ config: 'name: -v2' }), at: ['config.name'] },
      { title: 'a path', yaml: exampleJob({ config: 'name: ../other' }), at: ['config.name'] },
    ],
    good: [
      { title: 'letters, digits, "_" and "-"', yaml: exampleJob({ config: 'name: my-lora_v2' }) },
      { title: 'a number in quotes', yaml: exampleJob({ config: 'name: "2024"' }) },
    ],
  },
});

function nameProblem(name: string): string {
  if (name === '') return 'is empty';
  if (name.length > 128) return `is ${name.length} characters long; 128 are allowed`;
  if (name.startsWith('-')) return 'begins with "-"';
  const bad = /[^A-Za-z0-9_-]/u.exec(name)?.[0] ?? '';
  return bad === ' ' ? 'holds a space' : `holds ${JSON.stringify(bad)}`;
}
