import { exampleDataset, exampleFacts, exampleJob } from '../example.ts';
import { nearestFrameCounts } from '../frame-counts.ts';
import { defineRule } from '../rule.ts';

const model = 'arch: wan21\nname_or_path: Wan-AI/Wan2.1-T2V-1.3B-Diffusers';
const facts = exampleFacts({ datasets: { dogs: exampleDataset({ images: 0, videos: 10 }) } });

export default defineRule({
  code: null,
  name: 'FRAMES_TRIMMED',
  severity: 'warning',
  title: 'The model drops some of the frames.',
  why: 'Its encoder packs frames in groups and leaves out those that fill none, without a word.',
  fix: 'Take a number of frames that fits.',
  source: [{ shows: 'groups of four and one more', file: 'toolkit/models/wan21/wan21.py', lines: '630-680' }],
  check({ job, report }) {
    const rule = job.match?.model.frames;
    if (rule === undefined || rule === null || rule.onMismatch !== 'trim') return;
    for (const { block, numFrames, autoFrameCount } of job.datasets) {
      if (autoFrameCount || numFrames <= 1 || numFrames % rule.multiple === rule.offset % rule.multiple)
        continue;
      const [below, above] = nearestFrameCounts(rule, numFrames);
      report({
        at: block.at('num_frames'),
        message: `\`num_frames\` is ${numFrames}; ${job.match?.model.title} uses ${rule.multiple}n+${rule.offset} frames, here ${below}.`,
        fix: `Set it to ${below} or ${above}.`,
      });
    }
  },
  examples: {
    bad: [
      {
        title: '40 frames for Wan',
        yaml: exampleJob({ model, dataset: 'num_frames: 40' }),
        facts,
        at: ['config.process[0].datasets[0].num_frames'],
      },
    ],
    good: [{ title: '41 frames', yaml: exampleJob({ model, dataset: 'num_frames: 41' }), facts }],
  },
});
