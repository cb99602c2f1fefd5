import { exampleFacts, exampleJob } from '../example.ts';
import { isLargestFlux2 } from '../model-groups.ts';
import { defineRule } from '../rule.ts';

const model = 'arch: flux2\nname_or_path: black-forest-labs/FLUX.2-dev\nquantize: true\nlow_vram: true';
const facts = exampleFacts({ account: { hfToken: true } });
const limit = 6;

export default defineRule({
  code: 42258,
  name: 'FLUX2_OOM_RISK',
  severity: 'error',
  title: 'FLUX.2 with a batch and resolution that hardly fit any GPU.',
  why: 'FLUX.2 has 32 billion parameters beside a text encoder of 24 billion; memory for activations grows with batch size and area.',
  fix: 'Lower `batch_size` or `resolution` until batch_size × (resolution / 1024)² is below 6; `gradient_accumulation` gives the same effective batch.',
  source: [],
  check({ job, report }) {
    if (job.match === null || !isLargestFlux2(job.match.model)) return;
    for (const dataset of job.datasets) {
      const load = dataset.batchSize * (dataset.maxResolution / 1024) ** 2;
      if (load < limit) continue;
      report({
        at: dataset.batchSizeAt,
        message: `Batch size ${dataset.batchSize} at resolution ${dataset.maxResolution} is ${round(load)} on the scale batch_size × (resolution / 1024)², and ${limit} and more runs out of memory with ${job.match.model.title}.`,
      });
    }
  },
  examples: {
    bad: [
      {
        title: 'six images of 1024 pixels at once',
        yaml: exampleJob({ model, train: 'batch_size: 6', dataset: 'resolution: 1024' }),
        facts,
        at: ['config.process[0].train.batch_size'],
      },
      {
        title: 'the dataset asks for more than `train`',
        yaml: exampleJob({ model, dataset: 'resolution: [512, 1536]\nbatch_size: 3' }),
        facts,
        at: ['config.process[0].datasets[0].batch_size'],
      },
    ],
    good: [
      {
        title: 'five images of 1024 pixels',
        yaml: exampleJob({ model, train: 'batch_size: 5', dataset: 'resolution: 1024' }),
        facts,
      },
      {
        title: 'the small klein model',
        yaml: exampleJob({
          model: 'arch: flux2_klein_4b\nname_or_path: black-forest-labs/FLUX.2-klein-base-4B',
          train: 'batch_size: 8',
          dataset: 'resolution: 1024',
        }),
      },
    ],
  },
});

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
