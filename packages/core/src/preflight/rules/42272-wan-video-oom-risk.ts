import { exampleDataset, exampleFacts, exampleJob } from '../example.ts';
import type { Facts } from '../facts.ts';
import type { DatasetView } from '../job-view.ts';
import { datasetFactsOf } from '../known-dataset.ts';
import { isWan22Large } from '../model-groups.ts';
import { defineRule } from '../rule.ts';

const model = 'arch: wan22_14b\nname_or_path: ai-toolkit/Wan2.2-T2V-A14B-Diffusers-bf16\nquantize: true';
const facts = exampleFacts({ datasets: { dogs: exampleDataset({ images: 0, videos: 10 }) } });
const frameLimit = 81;
const sideLimit = 768;

export default defineRule({
  code: 42272,
  name: 'WAN_VIDEO_OOM_RISK',
  severity: 'error',
  title: 'Wan 2.2 14B with 81 and more frames at a high resolution or in a batch.',
  why: 'Memory grows with frames, area and batch size; together they exceed what a GPU has.',
  fix: 'Use fewer than 81 frames, or a resolution of at most 768 with "batch_size: 1".',
  source: [],
  check({ job, facts: known, report }) {
    if (job.match === null || !isWan22Large(job.match.model)) return;
    for (const dataset of job.datasets) {
      const frames = framesOf(dataset, known);
      const { maxResolution, batchSize } = dataset;
      if (frames < frameLimit || (maxResolution <= sideLimit && batchSize <= 1)) continue;
      report({
        at: maxResolution > sideLimit ? dataset.block.at('resolution') : dataset.batchSizeAt,
        message: `${frames} frames at resolution ${maxResolution} with batch size ${batchSize} run out of memory with ${job.match.model.title}.`,
      });
    }
  },
  examples: {
    bad: [
      {
        title: '81 frames of 1024 pixels',
        yaml: exampleJob({ model, dataset: 'num_frames: 81\nresolution: [512, 1024]' }),
        facts,
        at: ['config.process[0].datasets[0].resolution'],
      },
      {
        title: '81 frames, two at once',
        yaml: exampleJob({ model, train: 'batch_size: 2', dataset: 'num_frames: 81' }),
        facts,
        at: ['config.process[0].train.batch_size'],
      },
      {
        title: 'long clips read whole',
        yaml: exampleJob({ model, dataset: 'auto_frame_count: true\nfps: 16\nresolution: 1024' }),
        facts: exampleFacts({
          datasets: { dogs: exampleDataset({ images: 0, videos: 10, durationSeconds: { min: 2, max: 6 } }) },
        }),
        at: ['config.process[0].datasets[0].resolution'],
      },
      {
        title: 'clips of unknown length read whole, with frames written',
        yaml: exampleJob({ model, dataset: 'auto_frame_count: true\nnum_frames: 81\nresolution: 1024' }),
        facts,
        at: ['config.process[0].datasets[0].resolution'],
      },
    ],
    good: [
      { title: '80 frames', yaml: exampleJob({ model, dataset: 'num_frames: 80\nresolution: 1024' }), facts },
      {
        title: '81 frames, small and one at a time',
        yaml: exampleJob({ model, dataset: 'num_frames: 81\nresolution: 768' }),
        facts,
      },
      {
        title: 'a smaller model',
        yaml: exampleJob({
          model: 'arch: wan22_5b\nname_or_path: Wan-AI/Wan2.2-TI2V-5B-Diffusers',
          dataset: 'num_frames: 121\nresolution: 1024',
        }),
        facts,
      },
    ],
  },
});

/** Frames in effect: with `auto_frame_count` those of the longest clip, or as written where its length is not known. */
function framesOf(dataset: DatasetView, facts: Facts): number {
  if (!dataset.autoFrameCount) return dataset.numFrames;
  const longest = datasetFactsOf(dataset, facts)?.facts.durationSeconds?.max;
  if (longest === undefined) return dataset.numFrames;
  return Math.floor(longest * (dataset.block.number('fps', 24) ?? 24));
}
