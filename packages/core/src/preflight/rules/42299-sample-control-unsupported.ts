import { exampleDataset, exampleFacts, exampleJob } from '../example.ts';
import { refusesSampleControls } from '../model-groups.ts';
import { defineRule } from '../rule.ts';

const model = 'arch: qwen_image\nname_or_path: Qwen/Qwen-Image\nquantize: true';
const facts = exampleFacts({ datasets: { dogs: exampleDataset() }, files: { 'dogs/1.png': true } });
const sample = 'samples:\n  - prompt: a dog\n    ctrl_img: /app/ai-toolkit/datasets/dogs/1.png';

export default defineRule({
  code: 42299,
  name: 'SAMPLE_CONTROL_UNSUPPORTED',
  severity: 'error',
  title: 'A sample has a control image, and the model refuses them.',
  why: 'Sampling stops with "Control image generation is not supported".',
  fix: 'Take `ctrl_img` out of the samples, or choose the edit model.',
  source: [
    {
      shows: 'the refusal',
      file: 'extensions_built_in/diffusion_models/qwen_image/qwen_image.py',
      lines: '262-266',
    },
  ],
  check({ job, report }) {
    if (job.match === null || !refusesSampleControls(job.match.model) || !job.drawsSamples) return;
    for (const { prompt, controls } of job.samples) {
      if (prompt === null || controls.ctrl_img === undefined) continue;
      report({
        at: controls.ctrl_img.at,
        message: `${job.match.model.title} draws from text alone and stops at a control image.`,
      });
    }
  },
  examples: {
    bad: [
      {
        title: 'Qwen-Image with a control image',
        yaml: exampleJob({ model, sample }),
        facts,
        at: ['config.process[0].sample.samples[0].ctrl_img'],
      },
    ],
    good: [
      { title: 'without one', yaml: exampleJob({ model }), facts },
      {
        title: 'nothing is drawn',
        yaml: exampleJob({ model, sample, train: 'disable_sampling: true' }),
        facts,
      },
    ],
  },
});
