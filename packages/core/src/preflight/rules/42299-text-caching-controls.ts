import { exampleDataset, exampleFacts, exampleJob } from '../example.ts';
import { controlGroup, hasOwnControls } from '../model-groups.ts';
import { defineRule } from '../rule.ts';

const model = 'arch: qwen_image_edit_plus\nname_or_path: Qwen/Qwen-Image-Edit-2509\nquantize: true';
const sample = 'samples:\n  - prompt: a dog\n    ctrl_img: /app/ai-toolkit/datasets/edges/1.png';
const none = { count: 0, examples: [] };
const facts = exampleFacts({
  datasets: { dogs: exampleDataset(), edges: exampleDataset() },
  pairings: { 'dogs/edges': { missing: none, several: none } },
  files: { 'edges/1.png': true },
});

export default defineRule({
  code: 42299,
  name: 'TEXT_CACHING_CONTROLS',
  severity: 'error',
  title: 'Text embeddings are cached before there are control images.',
  why: 'This model encodes captions together with control images; those of the same folder, or made by the trainer, are not there yet: "Missing control images".',
  fix: 'Name a dataset with control images in `control_path`, or turn `cache_text_embeddings` off.',
  source: [
    {
      shows: 'the error without control images',
      file: 'extensions_built_in/diffusion_models/qwen_image/qwen_image_edit_plus.py',
      lines: '178',
    },
    { shows: 'control images are made last', file: 'toolkit/data_loader.py', lines: '598-612' },
  ],
  check({ job, report }) {
    const model = job.match?.model;
    if (model === undefined || controlGroup(model) !== 'qwen-edit' || model.datasetControls.max < 2) return;
    for (const dataset of job.datasets) {
      const { block } = dataset;
      const caches = job.train.truthy('cache_text_embeddings') || block.truthy('cache_text_embeddings');
      if (!caches || dataset.controls.length > 0 || !hasOwnControls(dataset)) continue;
      const key = block.truthy('control_from_same_folder') ? 'control_from_same_folder' : 'controls';
      report({
        at: block.at(key),
        message: `\`${key}\` gives no control images while text embeddings are cached for ${model.title}.`,
      });
    }
  },
  examples: {
    bad: [
      {
        title: 'control images from the same folder',
        yaml: exampleJob({
          model,
          sample,
          train: 'cache_text_embeddings: true',
          dataset: 'control_from_same_folder: true',
        }),
        facts,
        at: ['config.process[0].datasets[0].control_from_same_folder'],
      },
    ],
    good: [
      {
        title: 'a control folder',
        yaml: exampleJob({
          model,
          sample,
          train: 'cache_text_embeddings: true',
          dataset: 'control_path: /app/ai-toolkit/datasets/edges',
        }),
        facts,
      },
      {
        title: 'nothing is cached',
        yaml: exampleJob({ model, sample, dataset: 'control_from_same_folder: true' }),
        facts,
      },
    ],
  },
});
