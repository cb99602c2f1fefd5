import { exampleJob } from '../example.ts';
import { isWan22Large } from '../model-groups.ts';
import { defineRule } from '../rule.ts';

const model = 'arch: wan22_14b\nname_or_path: ai-toolkit/Wan2.2-T2V-A14B-Diffusers-bf16\nquantize: true';

export default defineRule({
  code: 42299,
  name: 'NO_NOISE_STAGE',
  severity: 'error',
  title: 'Neither of the two networks of Wan 2.2 is trained.',
  why: 'The trainer stops: at least one of the two must be trained.',
  fix: 'Set `train_high_noise` or `train_low_noise` in `model_kwargs` to true.',
  source: [
    {
      shows: 'the check',
      file: 'extensions_built_in/diffusion_models/wan22/wan22_14b_model.py',
      lines: '199-208',
    },
  ],
  check({ job, report }) {
    const kwargs = job.model.child('model_kwargs');
    if (job.match === null || !isWan22Large(job.match.model)) return;
    if (kwargs.truthy('train_high_noise', true) || kwargs.truthy('train_low_noise', true)) return;
    report({
      at: kwargs.at('train_low_noise'),
      message: '`train_high_noise` and `train_low_noise` are both off.',
    });
  },
  examples: {
    bad: [
      {
        title: 'both are off',
        yaml: exampleJob({
          model: `${model}\nmodel_kwargs: {train_high_noise: false, train_low_noise: false}`,
        }),
        at: ['config.process[0].model.model_kwargs.train_low_noise'],
      },
    ],
    good: [
      {
        title: 'one is on',
        yaml: exampleJob({ model: `${model}\nmodel_kwargs: {train_high_noise: false}` }),
      },
      { title: 'nothing is said', yaml: exampleJob({ model }) },
    ],
  },
});
