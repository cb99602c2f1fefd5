import { exampleDataset, exampleFacts, exampleJob } from '../example.ts';
import { controlGroup } from '../model-groups.ts';
import { defineRule } from '../rule.ts';
import { sampleControlProblems } from '../sample-controls.ts';

const model = 'arch: wan22_14b_i2v\nname_or_path: ai-toolkit/Wan2.2-I2V-A14B-Diffusers-bf16\nquantize: true';
const dataset = 'num_frames: 41';
const facts = exampleFacts({
  datasets: { dogs: exampleDataset({ images: 0, videos: 10 }) },
  files: { 'dogs/1.png': true },
});

export default defineRule({
  code: 42261,
  name: 'WAN_I2V_SAMPLING_CRASH',
  severity: 'error',
  title: 'A sample for a Wan image-to-video model has no control image.',
  why: 'The model makes a video out of a first image; without it sampling ends the run.',
  fix: 'Give every sample a `ctrl_img` that is a file of a dataset.',
  source: [
    {
      shows: 'Wan 2.1 refuses samples without an image',
      file: 'toolkit/models/wan21/wan21_i2v.py',
      lines: '415',
    },
    {
      shows: 'the channels of Wan 2.2 do not fit without one',
      file: 'extensions_built_in/diffusion_models/wan22/wan22_pipeline.py',
      lines: '163-186',
    },
  ],
  check({ job, facts: known, report }) {
    if (job.match === null || controlGroup(job.match.model) !== 'wan-i2v') return;
    for (const problem of sampleControlProblems(job, known, job.match.model)) report(problem);
  },
  examples: {
    bad: [
      {
        title: 'a prompt alone',
        yaml: exampleJob({ model, dataset, sample: 'samples:\n  - prompt: a dog runs' }),
        facts,
        at: ['config.process[0].sample.samples[0].ctrl_img'],
      },
      {
        title: 'the old list of prompts',
        yaml: exampleJob({ model, dataset }),
        facts,
        at: ['config.process[0].sample.prompts[0]'],
      },
    ],
    good: [
      {
        title: 'a first image',
        yaml: exampleJob({
          model,
          dataset,
          sample: 'samples:\n  - prompt: a dog runs\n    ctrl_img: /app/ai-toolkit/datasets/dogs/1.png',
        }),
        facts,
      },
      { title: 'no samples', yaml: exampleJob({ model, dataset, sample: null }), facts },
      {
        title: 'a model that can do without',
        yaml: exampleJob({
          model: 'arch: wan22_5b\nname_or_path: Wan-AI/Wan2.2-TI2V-5B-Diffusers',
          dataset: 'num_frames: 41\ndo_i2v: true',
        }),
        facts,
      },
    ],
  },
});
