import { exampleDataset, exampleFacts, exampleJob } from '../example.ts';
import { datasetFactsOf } from '../known-dataset.ts';
import { defineRule } from '../rule.ts';

const model = 'arch: wan21\nname_or_path: Wan-AI/Wan2.1-T2V-1.3B-Diffusers';

export default defineRule({
  code: 42266,
  name: 'IMAGE_DATASET_MULTI_FRAMES',
  severity: 'error',
  title: 'A dataset of images alone is read with several frames.',
  why: 'Trainers before 0.12.9 look for videos only and stop; newer ones train on the images one by one.',
  fix: 'Set "num_frames: 1", or upload videos.',
  source: [{ shows: 'images beside videos', file: 'toolkit/data_loader.py', lines: '432-437' }],
  relaxedIn: '0.12.9',
  check({ job, facts, report }) {
    for (const dataset of job.datasets) {
      const found = datasetFactsOf(dataset, facts);
      if (found === null || dataset.numFrames <= 1 || found.facts.videos > 0 || found.facts.images === 0)
        continue;
      const at = dataset.block.at('num_frames');
      report({
        at,
        message: `The dataset "${found.name}" holds images alone, and \`num_frames\` is ${dataset.numFrames}.`,
        edit: { operation: 'set', path: [...at], value: 1 },
      });
    }
  },
  examples: {
    bad: [
      {
        title: 'twenty images, 41 frames',
        yaml: exampleJob({ model, dataset: 'num_frames: 41' }),
        at: ['config.process[0].datasets[0].num_frames'],
      },
    ],
    good: [
      { title: 'one frame', yaml: exampleJob({ model, dataset: 'num_frames: 1' }) },
      {
        title: 'images and videos',
        yaml: exampleJob({ model, dataset: 'num_frames: 41' }),
        facts: exampleFacts({ datasets: { dogs: exampleDataset({ videos: 3 }) } }),
      },
    ],
  },
});
