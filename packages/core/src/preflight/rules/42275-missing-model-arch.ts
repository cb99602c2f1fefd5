import { exampleJob } from '../example.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  code: 42275,
  name: 'MISSING_MODEL_ARCH',
  severity: 'error',
  title: '`model.arch` is missing.',
  why: 'Without it the trainer takes the model for Stable Diffusion 1.5, whatever is to be loaded.',
  fix: 'Add `arch` below `model`, such as "arch: flux", "arch: wan22_14b", "arch: ltx2", "arch: sdxl" or "arch: zimage:turbo".',
  source: [
    { shows: 'the default sd1 and the old flags', file: 'toolkit/config_modules.py', lines: '799-822' },
  ],
  fixed: true,
  check({ job, report }) {
    const at = job.model.exists ? job.model.at('arch') : [...job.process.path, 'model', 'arch'];
    const arch = job.model.get('arch');
    if (typeof arch === 'string' && arch.trim() !== '') return;
    if (arch !== undefined && arch !== null && typeof arch !== 'string') {
      report({
        at,
        message: `\`model.arch\` is ${JSON.stringify(arch)}; it must be the name of an architecture.`,
      });
      return;
    }
    const flagged = job.match?.by === 'flag' ? job.match.trainerArch : null;
    report({
      at,
      message:
        flagged === null
          ? '`model.arch` is missing.'
          : '`model.arch` is missing; an old flag such as `is_flux` does not stand for it.',
      fix: flagged === null ? undefined : `Add "arch: ${flagged}" below \`model\`.`,
      edit:
        flagged === null || !job.model.exists
          ? undefined
          : { operation: 'set', path: [...at], value: flagged },
    });
  },
  examples: {
    bad: [
      {
        title: '`arch` is left out',
        yaml: exampleJob().replace(/ +arch: sdxl\n/, ''),
        at: ['config.process[0].model.arch'],
      },
      {
        title: 'an old flag stands in its place',
        yaml: exampleJob().replace('arch: sdxl', 'is_xl: true'),
        at: ['config.process[0].model.arch'],
      },
      { title: 'it is empty', yaml: exampleJob({ model: 'arch: ""' }), at: ['config.process[0].model.arch'] },
      {
        title: 'there is no model at all',
        yaml: exampleJob({ model: null }),
        at: ['config.process[0].model.arch'],
      },
    ],
    good: [{ title: 'it names an architecture', yaml: exampleJob() }],
  },
});
