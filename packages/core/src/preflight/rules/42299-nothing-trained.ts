import { exampleJob } from '../example.ts';
import { defineRule } from '../rule.ts';

/** What a process may train besides the network itself. */
const otherParts = ['adapter', 'embedding', 'decorator'];

export default defineRule({
  code: 42299,
  name: 'NOTHING_TRAINED',
  severity: 'error',
  title: 'Neither the model nor its text encoder is to be trained.',
  why: 'A LoRA gets no layers ("There are not any lora modules in this network"), an optimizer no parameters.',
  fix: 'Set "train_unet: true".',
  source: [
    { shows: 'no layers without train_unet', file: 'toolkit/lora_special.py', lines: '698-702' },
    { shows: 'the refusal', file: 'toolkit/network_mixins.py', lines: '798-801' },
    {
      shows: 'the parameters without a network',
      file: 'jobs/process/BaseSDTrainProcess.py',
      lines: '2136-2154',
    },
  ],
  check({ job, report }) {
    const { train, process } = job;
    if (train.truthy('train_unet', true) || train.truthy('train_text_encoder')) return;
    if (job.model.truthy('refiner_name_or_path')) return;
    if (otherParts.some((key) => process.get(key) !== undefined && process.get(key) !== null)) return;
    const at = train.at('train_unet');
    report({
      at,
      message: '`train_unet` and `train_text_encoder` are both off: there is nothing to train.',
      edit: { operation: 'set', path: [...at], value: true },
    });
  },
  examples: {
    bad: [
      {
        title: 'both are off',
        yaml: exampleJob({ train: 'train_unet: false\ntrain_text_encoder: false' }),
        at: ['config.process[0].train.train_unet'],
      },
      {
        title: 'the model is off, and the text encoder is by default',
        yaml: exampleJob({ network: null, train: 'train_unet: no' }),
        at: ['config.process[0].train.train_unet'],
      },
    ],
    good: [
      { title: 'the model is trained by default', yaml: exampleJob({ train: 'train_text_encoder: false' }) },
      {
        title: 'the text encoder alone',
        yaml: exampleJob({ train: 'train_unet: false\ntrain_text_encoder: true' }),
      },
      {
        title: 'an embedding',
        yaml: exampleJob({
          network: null,
          process: 'embedding:\n  trigger: sks\n  tokens: 4',
          train: 'train_unet: false\ntrain_text_encoder: false',
        }),
      },
    ],
  },
});
