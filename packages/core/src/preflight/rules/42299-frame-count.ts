import { exampleDataset, exampleFacts, exampleJob } from '../example.ts';
import { nearestFrameCounts } from '../frame-counts.ts';
import { datasetFactsOf } from '../known-dataset.ts';
import { defineRule } from '../rule.ts';

const model = 'arch: ltx2\nname_or_path: Lightricks/LTX-2\nquantize: true';
const facts = exampleFacts({ datasets: { dogs: exampleDataset({ images: 0, videos: 10 }) } });

export default defineRule({
  code: 42299,
  name: 'FRAME_COUNT',
  severity: 'error',
  title: 'The model cannot take this number of frames.',
  why: 'Frames are packed in groups; a rest that fills no group ends the run at the first video.',
  fix: 'Take a number of frames that fits.',
  source: [
    {
      shows: 'frames are unflattened in groups',
      file: 'extensions_built_in/diffusion_models/ltx2/ltx2.py',
      lines: '560-640',
    },
  ],
  check({ job, facts: known, report }) {
    const rule = job.match?.model.frames;
    if (rule === undefined || rule === null || rule.onMismatch !== 'crash') return;
    for (const dataset of job.datasets) {
      const { numFrames } = dataset;
      // With auto_frame_count the loader cuts each clip to fit.
      if (
        dataset.autoFrameCount ||
        numFrames <= 1 ||
        numFrames % rule.multiple === rule.offset % rule.multiple
      )
        continue;
      if (datasetFactsOf(dataset, known)?.facts.videos === 0) continue;
      const [below, above] = nearestFrameCounts(rule, numFrames);
      report({
        at: dataset.block.at('num_frames'),
        message: `\`num_frames\` is ${numFrames}; ${job.match?.model.title} takes ${rule.multiple}n+${rule.offset} frames.`,
        fix: `Set it to ${below} or ${above}.`,
      });
    }
  },
  examples: {
    bad: [
      {
        title: '40 frames',
        yaml: exampleJob({ model, dataset: 'num_frames: 40' }),
        facts,
        at: ['config.process[0].datasets[0].num_frames'],
      },
      {
        title: '45 frames',
        yaml: exampleJob({ model, dataset: 'num_frames: 45' }),
        facts,
        at: ['config.process[0].datasets[0].num_frames'],
      },
    ],
    good: [
      { title: '49 frames', yaml: exampleJob({ model, dataset: 'num_frames: 49' }), facts },
      {
        title: 'as many as there are',
        yaml: exampleJob({ model, dataset: 'auto_frame_count: true' }),
        facts,
      },
    ],
  },
});
