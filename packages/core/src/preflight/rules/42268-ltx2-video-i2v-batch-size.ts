import { exampleDataset, exampleFacts, exampleJob } from '../example.ts';
import type { Facts } from '../facts.ts';
import type { DatasetView } from '../job-view.ts';
import { datasetFactsOf } from '../known-dataset.ts';
import { isLtx2 } from '../model-groups.ts';
import { defineRule } from '../rule.ts';

const model = 'arch: ltx2\nname_or_path: Lightricks/LTX-2\nquantize: true';
const facts = exampleFacts({ datasets: { dogs: exampleDataset({ images: 0, videos: 10 }) } });

export default defineRule({
  code: 42268,
  name: 'LTX2_VIDEO_I2V_BATCH_SIZE',
  severity: 'error',
  title: 'LTX-2 trains on videos, or from images to videos, with more than one item in a batch.',
  why: 'Trainers before 0.7.28 stop at the first step, because the shapes of timesteps and mask do not fit.',
  fix: 'Set `batch_size` to 1; `gradient_accumulation` gives the same effective batch.',
  source: [
    {
      shows: 'the mask is packed before it is multiplied',
      file: 'extensions_built_in/diffusion_models/ltx2/ltx2.py',
      lines: '941-948',
    },
  ],
  relaxedIn: '0.7.28',
  check({ job, facts: known, report }) {
    if (job.match === null || !isLtx2(job.match.model)) return;
    for (const dataset of job.datasets) {
      const { batchSize, batchSizeAt } = dataset;
      const reason = severalFrames(dataset, known);
      if (batchSize <= 1 || reason === null) continue;
      report({
        at: batchSizeAt,
        message: `\`batch_size\` is ${batchSize} with ${reason}; ${job.match.model.title} takes 1.`,
        edit: { operation: 'set', path: [...batchSizeAt], value: 1 },
      });
    }
  },
  examples: {
    bad: [
      {
        title: 'two videos in a batch',
        yaml: exampleJob({ model, train: 'batch_size: 2', dataset: 'num_frames: 49' }),
        facts,
        at: ['config.process[0].train.batch_size'],
      },
      {
        title: 'the dataset has a batch size of its own',
        yaml: exampleJob({ model, dataset: 'do_i2v: true\nbatch_size: 4' }),
        at: ['config.process[0].datasets[0].batch_size'],
      },
      {
        title: 'as many frames as there are',
        yaml: exampleJob({ model, train: 'batch_size: 2', dataset: 'auto_frame_count: true' }),
        facts,
        at: ['config.process[0].train.batch_size'],
      },
    ],
    good: [
      { title: 'one video in a batch', yaml: exampleJob({ model, dataset: 'num_frames: 49' }), facts },
      { title: 'images', yaml: exampleJob({ model, train: 'batch_size: 2' }) },
      {
        title: 'images alone, whatever is said of frames',
        yaml: exampleJob({ model, train: 'batch_size: 2', dataset: 'auto_frame_count: true' }),
      },
    ],
  },
});

/** Why the items of a dataset are more than single images; null where they are not. */
function severalFrames(dataset: DatasetView, facts: Facts): string | null {
  if (dataset.numFrames > 1) return `num_frames ${dataset.numFrames}`;
  if (dataset.block.truthy('do_i2v')) return 'do_i2v';
  const holdsVideos = datasetFactsOf(dataset, facts)?.facts.videos !== 0;
  return dataset.autoFrameCount && holdsVideos ? 'auto_frame_count' : null;
}
