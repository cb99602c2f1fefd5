import { exampleDataset, exampleFacts, exampleJob } from '../example.ts';
import { controlGroup } from '../model-groups.ts';
import { defineRule } from '../rule.ts';

const model = 'arch: qwen_image_edit_plus\nname_or_path: Qwen/Qwen-Image-Edit-2509\nquantize: true';
const sample = 'samples:\n  - prompt: a dog\n    ctrl_img: /app/ai-toolkit/datasets/edges/1.png';
const dataset = 'control_path: /app/ai-toolkit/datasets/edges';
const flow = 'noise_scheduler: flowmatch';
const none = { count: 0, examples: [] };
const facts = exampleFacts({
  datasets: { dogs: exampleDataset(), edges: exampleDataset() },
  pairings: { 'dogs/edges': { missing: none, several: none } },
  files: { 'edges/1.png': true },
});

export default defineRule({
  code: null,
  name: 'BATCH_OF_CONTROLS',
  severity: 'warning',
  title: 'Several images with control images stand in one batch.',
  why: 'Control images of different sizes cannot stand in one batch of this model; people report that it stops with "sizes of tensors must match".',
  fix: 'Set "batch_size: 1" and use `gradient_accumulation` instead, or bring all control images to one size.',
  source: [
    {
      shows: 'one set of control images for each prompt',
      file: 'extensions_built_in/diffusion_models/qwen_image/qwen_image_edit_plus.py',
      lines: '178-192',
    },
  ],
  check({ job, report }) {
    const model = job.match?.model;
    if (model === undefined || controlGroup(model) !== 'qwen-edit' || model.datasetControls.max < 2) return;
    for (const { batchSize, batchSizeAt } of job.datasets) {
      if (batchSize > 1)
        report({ at: batchSizeAt, message: `\`batch_size\` is ${batchSize} with ${model.title}.` });
    }
  },
  examples: {
    bad: [
      {
        title: 'two at once',
        yaml: exampleJob({ model, sample, dataset, train: `${flow}\nbatch_size: 2` }),
        facts,
        at: ['config.process[0].train.batch_size'],
      },
    ],
    good: [{ title: 'one at once', yaml: exampleJob({ model, sample, dataset, train: flow }), facts }],
  },
});
