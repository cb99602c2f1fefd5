import { exampleJob } from '../example.ts';
import { isLargeImageModel } from '../model-groups.ts';
import { defineRule } from '../rule.ts';

const model = 'arch: qwen_image\nname_or_path: Qwen/Qwen-Image\nquantize: true';

export default defineRule({
  code: 42270,
  name: 'IMAGE_MODEL_GC_OFF_OOM_RISK',
  severity: 'error',
  title: 'A large image model is trained without gradient checkpointing.',
  why: 'All activations of a model of 7 billion parameters and more are then kept at once, which fills any GPU.',
  fix: 'Set "gradient_checkpointing: true" in `train`, or leave it out.',
  source: [{ shows: 'the default is true', file: 'toolkit/config_modules.py', lines: '415' }],
  check({ job, report }) {
    if (job.train.truthy('gradient_checkpointing', true) || !isLargeImageModel(job)) return;
    const at = job.train.at('gradient_checkpointing');
    const size = job.match?.variant?.size ?? job.match?.model.size;
    report({
      at,
      message: `\`gradient_checkpointing\` is off, and ${job.match?.model.title} has ${size?.parametersB} billion parameters.`,
      edit: { operation: 'set', path: [...at], value: true },
    });
  },
  examples: {
    bad: [
      {
        title: 'Qwen-Image',
        yaml: exampleJob({ model, train: 'gradient_checkpointing: false' }),
        at: ['config.process[0].train.gradient_checkpointing'],
      },
      {
        title: 'Chroma, with an old word for false',
        yaml: exampleJob({
          model: 'arch: chroma\nname_or_path: lodestones/Chroma1-Base',
          train: 'gradient_checkpointing: off',
        }),
        at: ['config.process[0].train.gradient_checkpointing'],
      },
    ],
    good: [
      { title: 'it is on', yaml: exampleJob({ model }) },
      { title: 'a smaller model', yaml: exampleJob({ train: 'gradient_checkpointing: false' }) },
      {
        title: 'a medium model of the same architecture as a large one',
        yaml: exampleJob({
          model: 'arch: sd3\nname_or_path: stabilityai/stable-diffusion-3.5-medium',
          train: 'gradient_checkpointing: false',
        }),
      },
    ],
  },
});
