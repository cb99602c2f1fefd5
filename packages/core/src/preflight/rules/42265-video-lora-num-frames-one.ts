import { exampleDataset, exampleFacts, exampleJob } from '../example.ts';
import { datasetFactsOf } from '../known-dataset.ts';
import { defineRule } from '../rule.ts';

const model = 'arch: wan21\nname_or_path: Wan-AI/Wan2.1-T2V-1.3B-Diffusers';
const facts = exampleFacts({ datasets: { dogs: exampleDataset({ images: 0, videos: 10 }) } });

export default defineRule({
  code: 42265,
  name: 'VIDEO_LORA_NUM_FRAMES_ONE',
  severity: 'error',
  title: 'A dataset with videos is read with `num_frames` 1.',
  why: 'With one frame the loader looks for images only: it finds none and stops, or leaves the videos out without a word.',
  fix: 'Set `num_frames` of the dataset to more than 1 (such as 41 or 81), or "auto_frame_count: true".',
  source: [
    { shows: 'when videos are looked for', file: 'toolkit/data_loader.py', lines: '396-446' },
    { shows: 'the assertion that ends the run', file: 'toolkit/data_loader.py', lines: '571-573' },
  ],
  check({ job, facts: known, report }) {
    for (const dataset of job.datasets) {
      const found = datasetFactsOf(dataset, known);
      if (found === null || found.facts.videos === 0 || dataset.readsVideos) continue;
      const { images, videos } = found.facts;
      const takesVideos = job.match?.model.trainsOn.videos !== false;
      report({
        at: dataset.block.at('num_frames'),
        message: `The dataset "${found.name}" holds ${videos} ${videos === 1 ? 'video' : 'videos'}${images > 0 ? ` beside ${images} images` : ''}, and \`num_frames\` is ${dataset.numFrames}${dataset.block.has('num_frames') ? '' : ' by default'}.`,
        fix: takesVideos
          ? undefined
          : `Take the videos out of the dataset; ${job.match?.model.title} trains on images.`,
      });
    }
  },
  examples: {
    bad: [
      {
        title: 'videos and the default of one frame',
        yaml: exampleJob({ model }),
        facts,
        at: ['config.process[0].datasets[0].num_frames'],
      },
      {
        title: 'videos and images together',
        yaml: exampleJob({ model, dataset: 'num_frames: 1' }),
        facts: exampleFacts({ datasets: { dogs: exampleDataset({ images: 5, videos: 10 }) } }),
        at: ['config.process[0].datasets[0].num_frames'],
      },
    ],
    good: [
      { title: 'more frames', yaml: exampleJob({ model, dataset: 'num_frames: 41' }), facts },
      {
        title: 'as many frames as there are',
        yaml: exampleJob({ model, dataset: 'auto_frame_count: true' }),
        facts,
      },
      { title: 'a video model on images', yaml: exampleJob({ model }) },
    ],
  },
});
