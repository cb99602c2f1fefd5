import { readPath } from '../contract-path.ts';
import { exampleDataset, exampleFacts, exampleJob } from '../example.ts';
import { fileKey } from '../facts.ts';
import { cannotValidate } from '../model-groups.ts';
import { defineRule } from '../rule.ts';

const model = 'arch: ltx2\nname_or_path: Lightricks/LTX-2\nquantize: true';
const image = 'validation_items: [{image_path: /app/ai-toolkit/datasets/dogs/1.png, prompt: a dog}]';
const facts = exampleFacts({ datasets: { dogs: exampleDataset() }, files: { 'dogs/1.png': true } });

export default defineRule({
  code: 42299,
  name: 'VALIDATION_UNSUPPORTED',
  severity: 'error',
  title: 'Validation images are given to a model that cannot validate.',
  why: 'Validation has images alone, and this model asks the training batch for frames or control images: the first step fails.',
  fix: 'Remove `validation_config` from `train`.',
  source: [
    {
      shows: 'validation predicts without a batch',
      file: 'jobs/process/BaseSDTrainProcess.py',
      lines: '1681-1745',
    },
    {
      shows: 'LTX-2 reads the batch',
      file: 'extensions_built_in/diffusion_models/ltx2/ltx2.py',
      lines: '894',
    },
    {
      shows: 'so does Wan 2.2 5B',
      file: 'extensions_built_in/diffusion_models/wan22/wan22_5b_model.py',
      lines: '266',
    },
    {
      shows: 'so does Qwen Edit Plus',
      file: 'extensions_built_in/diffusion_models/qwen_image/qwen_image_edit_plus.py',
      lines: '266-267',
    },
  ],
  check({ job, facts: known, report }) {
    if (job.match === null || !cannotValidate(job.match.model)) return;
    const at = job.train.at('validation_config');
    // Items whose image does not exist are skipped; without any left nothing is validated.
    const used = job.train
      .child('validation_config')
      .list('validation_items')
      .some((item) => {
        const meaning = readPath(item.text('image_path') ?? '');
        return meaning.kind === 'dataset-file' && known.files[fileKey(meaning)] !== false;
      });
    if (used)
      report({ at, message: `\`validation_config\` is set, and ${job.match.model.title} cannot validate.` });
  },
  examples: {
    bad: [
      {
        title: 'LTX-2',
        yaml: exampleJob({ model, train: `validation_config: {${image}}` }),
        facts,
        at: ['config.process[0].train.validation_config'],
      },
    ],
    good: [
      { title: 'SDXL', yaml: exampleJob({ train: `validation_config: {${image}}` }), facts },
      {
        title: 'LTX-2 without items',
        yaml: exampleJob({ model, train: 'validation_config: {validation_items: []}' }),
        facts,
      },
    ],
  },
});
