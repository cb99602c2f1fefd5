import { exampleJob } from '../example.ts';
import { isLegacyFlux } from '../model-groups.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  code: 42299,
  name: 'FLUX_ONLY',
  severity: 'error',
  title: 'A setting that only FLUX.1 knows is used with another model.',
  why: 'The trainer stops while it reads the config.',
  fix: 'Remove the setting.',
  source: [
    { shows: 'masking and splitting', file: 'toolkit/config_modules.py', lines: '690-702' },
    { shows: 'decorators', file: 'jobs/process/BaseSDTrainProcess.py', lines: '193-197' },
  ],
  check({ job, report }) {
    if (job.match === null || isLegacyFlux(job.match.model)) return;
    const { title } = job.match.model;
    for (const key of ['attn_masking', 'split_model_over_gpus']) {
      if (!job.model.truthy(key)) continue;
      const at = job.model.at(key);
      report({
        at,
        message: `\`${key}\` is on, and ${title} cannot do it.`,
        edit: { operation: 'set', path: [...at], value: false },
      });
    }
    const decorator = job.process.get('decorator');
    if (decorator !== undefined && decorator !== null) {
      report({
        at: job.process.at('decorator'),
        message: `A decorator is trained, and ${title} cannot do it.`,
      });
    }
  },
  examples: {
    bad: [
      {
        title: 'masked attention of SDXL',
        yaml: exampleJob({ model: 'attn_masking: true' }),
        at: ['config.process[0].model.attn_masking'],
      },
    ],
    good: [
      {
        title: 'Flex.1, which is of the same kind',
        yaml: exampleJob({ model: 'arch: flux\nname_or_path: ostris/Flex.1-alpha\nattn_masking: true' }),
      },
      { title: 'it is off', yaml: exampleJob({ model: 'attn_masking: false' }) },
    ],
  },
});
