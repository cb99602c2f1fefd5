import { exampleDataset, exampleFacts, exampleJob } from '../example.ts';
import { datasetFactsOf } from '../known-dataset.ts';
import { isAugmented } from '../model-groups.ts';
import { defineRule } from '../rule.ts';

const model = 'arch: wan21\nname_or_path: Wan-AI/Wan2.1-T2V-1.3B-Diffusers';
const facts = exampleFacts({ datasets: { dogs: exampleDataset({ images: 0, videos: 10 }) } });

export default defineRule({
  code: 42299,
  name: 'AUGMENTED_VIDEOS',
  severity: 'error',
  title: 'Videos are to be augmented.',
  why: 'The loader refuses to augment videos; after ten it gives up.',
  fix: 'Remove `augments` and `augmentations` from the dataset.',
  source: [{ shows: 'the refusal', file: 'toolkit/dataloader_mixins.py', lines: '517-521' }],
  check({ job, facts: known, report }) {
    for (const dataset of job.datasets) {
      const videos = datasetFactsOf(dataset, known)?.facts.videos ?? 0;
      if (!dataset.readsVideos || videos === 0 || !isAugmented(dataset.block)) continue;
      const key = dataset.block.truthy('augments') ? 'augments' : 'augmentations';
      report({ at: dataset.block.at(key), message: `\`${key}\` is set for a dataset of videos.` });
    }
  },
  examples: {
    bad: [
      {
        title: 'colours of videos are changed',
        yaml: exampleJob({ model, dataset: 'num_frames: 41\naugments: [ColorJitter]' }),
        facts,
        at: ['config.process[0].datasets[0].augments'],
      },
    ],
    good: [
      { title: 'images', yaml: exampleJob({ dataset: 'augments: [ColorJitter]' }) },
      { title: 'videos as they are', yaml: exampleJob({ model, dataset: 'num_frames: 41' }), facts },
    ],
  },
});
