import { exampleJob } from '../example.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  code: null,
  name: 'SAMPLE_SIZE',
  severity: 'warning',
  title: 'Samples are drawn much smaller or larger than suits the model.',
  why: 'Far from the sizes that a model was made for its samples look broken, whatever the training does.',
  fix: 'Set `width` and `height` of `sample` near the size that suits the model.',
  source: [{ shows: 'the default of 512 by 512', file: 'toolkit/config_modules.py', lines: '92-93' }],
  check({ job, report }) {
    if (job.match === null || !job.drawsSamples || job.match.model.modality === 'audio') return;
    const { sampleWidth, sampleHeight } = job.match.model.defaults;
    const width = job.sample.number('width', 512);
    const height = job.sample.number('height', 512);
    if (width === null || height === null || sampleWidth <= 0 || sampleHeight <= 0) return;
    const ratio = (width * height) / (sampleWidth * sampleHeight);
    if (ratio >= 0.2 && ratio <= 4) return;
    report({
      at: job.sample.at('width'),
      message: `Samples are ${width} by ${height} pixels${job.sample.has('width') ? '' : ' by default'}; ${sampleWidth} by ${sampleHeight} suits ${job.match.model.title}.`,
    });
  },
  examples: {
    bad: [
      {
        title: 'SDXL at 256 pixels',
        yaml: exampleJob({ sample: 'width: 256\nheight: 256' }),
        at: ['config.process[0].sample.width'],
      },
    ],
    good: [
      { title: 'SDXL at 1024 pixels', yaml: exampleJob() },
      { title: 'a wide picture', yaml: exampleJob({ sample: 'width: 1344\nheight: 768' }) },
    ],
  },
});
