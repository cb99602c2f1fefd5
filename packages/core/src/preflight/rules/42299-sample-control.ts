import { exampleDataset, exampleFacts, exampleJob } from '../example.ts';
import { controlGroup } from '../model-groups.ts';
import { defineRule } from '../rule.ts';
import { sampleControlProblems } from '../sample-controls.ts';

const kontext = 'arch: flux_kontext\nname_or_path: black-forest-labs/FLUX.1-Kontext-dev\nquantize: true';
const facts = exampleFacts({
  datasets: { dogs: exampleDataset() },
  files: { 'dogs/1.png': true, 'dogs/2.png': false },
  account: { hfToken: true },
});

export default defineRule({
  code: 42299,
  name: 'SAMPLE_CONTROL_MISSING',
  severity: 'error',
  title: 'A sample of an edit model has no control image, or one that does not exist.',
  why: 'Sampling ends the run, be it the one after the last step.',
  fix: 'Give every sample a `ctrl_img` that is a file of a dataset.',
  source: [
    {
      shows: 'Kontext',
      file: 'extensions_built_in/diffusion_models/flux_kontext/flux_kontext.py',
      lines: '213-218',
    },
    {
      shows: 'HiDream-E1',
      file: 'extensions_built_in/diffusion_models/hidream/hidream_e1_model.py',
      lines: '58-63',
    },
    {
      shows: 'Boogu edit',
      file: 'extensions_built_in/diffusion_models/boogu_image/boogu_image_edit.py',
      lines: '193',
    },
  ],
  check({ job, facts: known, report }) {
    if (job.match === null || controlGroup(job.match.model) !== 'other') return;
    for (const problem of sampleControlProblems(job, known, job.match.model)) report(problem);
  },
  examples: {
    bad: [
      {
        title: 'Kontext with a prompt alone',
        yaml: exampleJob({ model: kontext, sample: 'samples:\n  - prompt: a dog' }),
        facts,
        at: ['config.process[0].sample.samples[0].ctrl_img'],
      },
      {
        title: 'a file that the dataset does not hold, for a model that takes images if there are any',
        yaml: exampleJob({
          model: 'arch: omnigen2\nname_or_path: OmniGen2/OmniGen2',
          sample: 'samples:\n  - prompt: a dog\n    ctrl_img: /app/ai-toolkit/datasets/dogs/2.png',
        }),
        facts,
        at: ['config.process[0].sample.samples[0].ctrl_img'],
      },
    ],
    good: [
      {
        title: 'Kontext with an image',
        yaml: exampleJob({
          model: kontext,
          sample: 'samples:\n  - prompt: a dog\n    ctrl_img: /app/ai-toolkit/datasets/dogs/1.png',
        }),
        facts,
      },
      {
        title: 'a model that needs none',
        yaml: exampleJob({ model: 'arch: omnigen2\nname_or_path: OmniGen2/OmniGen2' }),
      },
    ],
  },
});
