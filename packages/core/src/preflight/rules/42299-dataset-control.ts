import { datasetControlProblems } from '../dataset-controls.ts';
import { exampleDataset, exampleFacts, exampleJob } from '../example.ts';
import { controlGroup } from '../model-groups.ts';
import { defineRule } from '../rule.ts';

const model = 'arch: boogu_image_edit\nname_or_path: Boogu/Boogu-Image-0.1-Edit\nquantize: true';
const sample = 'samples:\n  - prompt: a dog\n    ctrl_img: /app/ai-toolkit/datasets/edges/1.png';
const none = { count: 0, examples: [] };
const facts = exampleFacts({
  datasets: { dogs: exampleDataset(), edges: exampleDataset() },
  pairings: { 'dogs/edges': { missing: none, several: none } },
  files: { 'edges/1.png': true },
});

export default defineRule({
  code: 42299,
  name: 'DATASET_CONTROL_MISSING',
  severity: 'error',
  title: 'A training image of an edit model has no control image.',
  why: 'The first batch without one ends the run.',
  fix: 'Put an image with the same name for every training image into the dataset that `control_path` names.',
  source: [
    {
      shows: 'the refusal',
      file: 'extensions_built_in/diffusion_models/boogu_image/boogu_image_edit.py',
      lines: '193',
    },
  ],
  check({ job, facts: known, report }) {
    const model = job.match?.model;
    if (model === undefined || !model.datasetControls.required || controlGroup(model) !== 'other') return;
    for (const problem of datasetControlProblems(job, known, model)) report(problem);
  },
  examples: {
    bad: [
      {
        title: 'no control folder',
        yaml: exampleJob({ model, sample }),
        facts,
        at: ['config.process[0].datasets[0].control_path'],
      },
    ],
    good: [
      {
        title: 'every image has its partner',
        yaml: exampleJob({ model, sample, dataset: 'control_path: /app/ai-toolkit/datasets/edges' }),
        facts,
      },
    ],
  },
});
