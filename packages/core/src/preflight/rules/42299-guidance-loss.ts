import { exampleJob } from '../example.ts';
import { isLegacyFlux } from '../model-groups.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  code: 42299,
  name: 'GUIDANCE_CONFLICT',
  severity: 'error',
  title: 'The guidance loss has settings that exclude it.',
  why: 'The trainer stops before it loads anything.',
  fix: 'Set "bypass_guidance_embedding: false", or turn `do_guidance_loss` off.',
  source: [
    { shows: 'bypass and loss', file: 'toolkit/config_modules.py', lines: '1567-1569' },
    { shows: 'the target', file: 'extensions_built_in/sd_trainer/SDTrainer.py', lines: '111-118' },
  ],
  check({ job, report }) {
    const { train } = job;
    if (train.truthy('do_guidance_loss') && train.truthy('bypass_guidance_embedding')) {
      report({
        at: train.at('bypass_guidance_embedding'),
        message: '`bypass_guidance_embedding` and `do_guidance_loss` are both on.',
      });
    }
    const bypassedByModel =
      job.match !== null && isLegacyFlux(job.match.model) && job.model.truthy('use_flux_cfg');
    if (train.truthy('do_guidance_loss') && bypassedByModel) {
      report({
        at: job.model.at('use_flux_cfg'),
        message: '`use_flux_cfg` bypasses the guidance that `do_guidance_loss` needs.',
        fix: 'Turn one of the two off.',
      });
    }
    const target = train.get('guidance_loss_target');
    const isList = Array.isArray(target) && typeof target[0] === 'number';
    if (
      train.has('guidance_loss_target') &&
      typeof target !== 'number' &&
      typeof target !== 'boolean' &&
      !isList
    ) {
      report({
        at: train.at('guidance_loss_target'),
        message: `\`guidance_loss_target\` is ${JSON.stringify(target)}; it must be a number or two numbers.`,
        fix: 'Write a number, such as 3.0.',
      });
    }
  },
  examples: {
    bad: [
      {
        title: 'loss and bypass',
        yaml: exampleJob({ train: 'do_guidance_loss: true\nbypass_guidance_embedding: true' }),
        at: ['config.process[0].train.bypass_guidance_embedding'],
      },
      {
        title: 'loss and true guidance for FLUX.1',
        yaml: exampleJob({
          train: 'do_guidance_loss: true',
          model: 'arch: flex1\nname_or_path: ostris/Flex.1-alpha\nuse_flux_cfg: true',
        }),
        at: ['config.process[0].model.use_flux_cfg'],
      },
      {
        title: 'a text as target',
        yaml: exampleJob({ train: 'guidance_loss_target: high' }),
        at: ['config.process[0].train.guidance_loss_target'],
      },
    ],
    good: [
      { title: 'loss alone', yaml: exampleJob({ train: 'do_guidance_loss: true' }) },
      { title: 'two numbers', yaml: exampleJob({ train: 'guidance_loss_target: [2, 4]' }) },
    ],
  },
});
