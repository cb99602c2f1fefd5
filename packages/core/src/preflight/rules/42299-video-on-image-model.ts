import { exampleDataset, exampleFacts, exampleJob } from '../example.ts';
import { datasetFactsOf } from '../known-dataset.ts';
import { defineRule } from '../rule.ts';

const facts = exampleFacts({ datasets: { dogs: exampleDataset({ images: 5, videos: 10 }) } });

export default defineRule({
  code: 42299,
  name: 'VIDEO_ON_IMAGE_MODEL',
  severity: 'error',
  title: 'Videos are given to a model of images.',
  why: 'A video has one dimension more than the encoder of the model takes; the first one ends the run.',
  fix: 'Choose a video model, or take the videos out and set "num_frames: 1".',
  source: [
    {
      shows: 'videos are stacked to five dimensions',
      file: 'toolkit/data_transfer_object/data_loader.py',
      lines: '270-330',
    },
  ],
  check({ job, facts: known, report }) {
    if (job.match === null || job.match.model.trainsOn.videos) return;
    for (const dataset of job.datasets) {
      const found = datasetFactsOf(dataset, known);
      if (found === null || found.facts.videos === 0 || !dataset.readsVideos) continue;
      report({
        at: dataset.block.at(dataset.autoFrameCount ? 'auto_frame_count' : 'num_frames'),
        message: `The dataset "${found.name}" holds ${found.facts.videos} videos, and ${job.match.model.title} trains on images.`,
      });
    }
  },
  examples: {
    bad: [
      {
        title: 'SDXL on videos',
        yaml: exampleJob({ dataset: 'num_frames: 41' }),
        facts,
        at: ['config.process[0].datasets[0].num_frames'],
      },
    ],
    good: [
      {
        title: 'Wan on videos',
        yaml: exampleJob({
          model: 'arch: wan21\nname_or_path: Wan-AI/Wan2.1-T2V-1.3B-Diffusers',
          dataset: 'num_frames: 41',
        }),
        facts,
      },
    ],
  },
});
