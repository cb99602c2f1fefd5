import { datasetControlProblems } from '../dataset-controls.ts';
import { exampleDataset, exampleFacts, exampleJob } from '../example.ts';
import { controlGroup } from '../model-groups.ts';
import { defineRule } from '../rule.ts';

const one = 'arch: qwen_image_edit\nname_or_path: Qwen/Qwen-Image-Edit\nquantize: true';
const plus = 'arch: qwen_image_edit_plus\nname_or_path: Qwen/Qwen-Image-Edit-2509\nquantize: true';
const sample = 'samples:\n  - prompt: a dog\n    ctrl_img: /app/ai-toolkit/datasets/edges/1.png';
const control = 'control_path: /app/ai-toolkit/datasets/edges';
const none = { count: 0, examples: [] };

function paired(pairing: { missing?: readonly string[]; several?: readonly string[] }) {
  const counted = (names: readonly string[] = []) => ({ count: names.length, examples: names });
  return exampleFacts({
    datasets: { dogs: exampleDataset(), edges: exampleDataset() },
    pairings: { 'dogs/edges': { missing: counted(pairing.missing), several: counted(pairing.several) } },
    files: { 'edges/1.png': true },
  });
}

export default defineRule({
  code: 42259,
  name: 'QWEN_EDIT_CONTROL_MISSING',
  severity: 'error',
  title: 'A training image for Qwen Edit has no control image.',
  why: 'The model is taught from pairs; the first batch without a control image ends the run.',
  fix: 'Put an image with the same name (without extension; jpg, jpeg, png or webp) for every training image into the dataset that `control_path` names.',
  source: [
    {
      shows: 'latents are split in two halves',
      file: 'extensions_built_in/diffusion_models/qwen_image/qwen_image_edit.py',
      lines: '226',
    },
    {
      shows: 'the error without control images',
      file: 'extensions_built_in/diffusion_models/qwen_image/qwen_image_edit_plus.py',
      lines: '178',
    },
    { shows: 'how partners are found', file: 'toolkit/dataloader_mixins.py', lines: '1097-1122' },
  ],
  check({ job, facts, report }) {
    if (job.match === null || controlGroup(job.match.model) !== 'qwen-edit') return;
    for (const problem of datasetControlProblems(job, facts, job.match.model)) report(problem);
  },
  examples: {
    bad: [
      {
        title: 'no control folder',
        yaml: exampleJob({ model: one, sample }),
        facts: paired({}),
        at: ['config.process[0].datasets[0].control_path'],
      },
      {
        title: 'two images without a partner',
        yaml: exampleJob({ model: plus, sample, dataset: control }),
        facts: paired({ missing: ['a.jpg', 'b.jpg'] }),
        at: ['config.process[0].datasets[0].control_path'],
      },
      {
        title: 'a regularisation set without control images',
        yaml: exampleJob({ model: plus, sample, dataset: 'is_reg: true' }),
        facts: paired({}),
        at: ['config.process[0].datasets[0].control_path'],
      },
      {
        title: 'two control images for one training image, where one is allowed',
        yaml: exampleJob({
          model: one,
          sample,
          dataset:
            'control_path_1: /app/ai-toolkit/datasets/edges\ncontrol_path_2: /app/ai-toolkit/datasets/edges',
        }),
        facts: {
          ...paired({}),
          pairings: { 'dogs/edges/edges': { missing: none, several: { count: 20, examples: ['1.jpg'] } } },
        },
        at: ['config.process[0].datasets[0].control_path_1'],
      },
    ],
    good: [
      {
        title: 'every image has its partner',
        yaml: exampleJob({ model: one, sample, dataset: control }),
        facts: paired({}),
      },
      {
        title: 'control images are in the same folder',
        yaml: exampleJob({ model: plus, sample, dataset: 'control_from_same_folder: true' }),
        facts: paired({}),
      },
      {
        title: 'the trainer makes them',
        yaml: exampleJob({ model: plus, sample, dataset: 'controls: [depth]' }),
        facts: paired({}),
      },
    ],
  },
});
