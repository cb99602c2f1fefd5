import { exampleJob } from '../example.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  code: 42299,
  name: 'MODEL_NAME_MISSING',
  severity: 'error',
  title: '`model.name_or_path` is missing.',
  why: 'The trainer stops with "name_or_path must be specified".',
  fix: 'Name the model to train on, such as "name_or_path: black-forest-labs/FLUX.1-dev".',
  source: [{ shows: 'the check', file: 'toolkit/config_modules.py', lines: '664-665' }],
  check({ job, report }) {
    const name = job.model.get('name_or_path');
    if (typeof name === 'string' && name.trim() !== '') return;
    const at = job.model.at('name_or_path');
    const usual = job.match?.variant?.nameOrPath ?? job.match?.model.variants[0]?.nameOrPath;
    report({
      at,
      message:
        typeof name === 'string' || name === undefined || name === null
          ? '`model.name_or_path` is missing.'
          : `\`model.name_or_path\` is ${JSON.stringify(name)}, which is no name.`,
      fix: usual === undefined ? undefined : `Add "name_or_path: ${usual}".`,
    });
  },
  examples: {
    bad: [
      {
        title: 'no name',
        yaml: exampleJob().replace(/ +name_or_path: .*\n/, ''),
        at: ['config.process[0].model.name_or_path'],
      },
      {
        title: 'an empty name',
        yaml: exampleJob({ model: 'name_or_path: ""' }),
        at: ['config.process[0].model.name_or_path'],
      },
    ],
    good: [{ title: 'a repository', yaml: exampleJob() }],
  },
});
