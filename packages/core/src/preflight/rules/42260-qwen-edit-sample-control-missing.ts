import { exampleDataset, exampleFacts, exampleJob } from '../example.ts';
import { controlGroup } from '../model-groups.ts';
import { defineRule } from '../rule.ts';
import { sampleControlProblems } from '../sample-controls.ts';

const one = 'arch: qwen_image_edit\nname_or_path: Qwen/Qwen-Image-Edit\nquantize: true';
const plus = 'arch: qwen_image_edit_plus\nname_or_path: Qwen/Qwen-Image-Edit-2509\nquantize: true';
const dataset = 'control_path: /app/ai-toolkit/datasets/edges';
const image = '/app/ai-toolkit/datasets/edges/1.png';
const facts = exampleFacts({
  datasets: { dogs: exampleDataset(), edges: exampleDataset() },
  pairings: { 'dogs/edges': { missing: { count: 0, examples: [] }, several: { count: 0, examples: [] } } },
  files: { 'edges/1.png': true, 'edges/2.png': false },
});

export default defineRule({
  code: 42260,
  name: 'QWEN_EDIT_SAMPLE_CONTROL_MISSING',
  severity: 'error',
  title: 'A sample for Qwen Edit has no control image.',
  why: 'The model draws by changing an image; without one the first sampling ends the run, even the one after the last step.',
  fix: 'Give every sample a `ctrl_img` that is a file of a dataset.',
  source: [
    {
      shows: 'the control image of a sample',
      file: 'extensions_built_in/diffusion_models/qwen_image/qwen_image_edit.py',
      lines: '120-160',
    },
    {
      shows: 'samples are encoded before training when text embeddings are cached',
      file: 'extensions_built_in/sd_trainer/SDTrainer.py',
      lines: '142-259',
    },
  ],
  check({ job, facts: known, report }) {
    if (job.match === null || controlGroup(job.match.model) !== 'qwen-edit') return;
    for (const problem of sampleControlProblems(job, known, job.match.model)) report(problem);
  },
  examples: {
    bad: [
      {
        title: 'the old list of prompts',
        yaml: exampleJob({ model: one, dataset }),
        facts,
        at: ['config.process[0].sample.prompts[0]'],
      },
      {
        title: 'a second image only, which this model does not look at',
        yaml: exampleJob({
          model: one,
          dataset,
          sample: `samples:\n  - prompt: a dog\n    ctrl_img_1: ${image}`,
        }),
        facts,
        at: ['config.process[0].sample.samples[0].ctrl_img'],
      },
      {
        title: 'skipping the first samples does not help',
        yaml: exampleJob({
          model: plus,
          dataset,
          train: 'skip_first_sample: true',
          sample: 'samples:\n  - prompt: a dog',
        }),
        facts,
        at: ['config.process[0].sample.samples[0].ctrl_img'],
      },
      {
        title: 'a file that the dataset does not hold',
        yaml: exampleJob({
          model: plus,
          dataset,
          sample: 'samples:\n  - prompt: a dog\n    ctrl_img: /app/ai-toolkit/datasets/edges/2.png',
        }),
        facts,
        at: ['config.process[0].sample.samples[0].ctrl_img'],
      },
    ],
    good: [
      {
        title: 'a control image',
        yaml: exampleJob({
          model: one,
          dataset,
          sample: `samples:\n  - prompt: a dog\n    ctrl_img: ${image}`,
        }),
        facts,
      },
      {
        title: 'one in the prompt',
        yaml: exampleJob({ model: one, dataset, sample: `prompts:\n  - a dog --ctrl_img ${image}` }),
        facts,
      },
      {
        title: 'the plus model takes any of the images',
        yaml: exampleJob({
          model: plus,
          dataset,
          sample: `samples:\n  - prompt: a dog\n    ctrl_img_2: ${image}`,
        }),
        facts,
      },
      {
        title: 'nothing is drawn',
        yaml: exampleJob({ model: plus, dataset, train: 'disable_sampling: true' }),
        facts,
      },
    ],
  },
});
