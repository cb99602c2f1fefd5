import { exampleDataset, exampleFacts, exampleJob } from '../example.ts';
import { datasetFactsOf } from '../known-dataset.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  code: null,
  name: 'FEWER_MEDIA_THAN_BATCH',
  severity: 'warning',
  title: 'A batch has room for more than the dataset holds.',
  why: 'The loader fills batches by repeating items: the same pictures stand in one batch several times.',
  fix: 'Lower `batch_size`, or upload more.',
  source: [{ shows: 'short buckets are filled up', file: 'toolkit/dataloader_mixins.py', lines: '195-215' }],
  check({ job, facts, report }) {
    for (const dataset of job.datasets) {
      const found = datasetFactsOf(dataset, facts);
      if (found === null) continue;
      const media = found.facts.images + (dataset.readsVideos ? found.facts.videos : 0);
      const flips = (dataset.block.truthy('flip_x') ? 2 : 1) * (dataset.block.truthy('flip_y') ? 2 : 1);
      const items = media * flips * Math.max(1, dataset.block.number('num_repeats', 1) ?? 1);
      if (media === 0 || items >= dataset.batchSize) continue;
      report({
        at: dataset.batchSizeAt,
        message: `\`batch_size\` is ${dataset.batchSize}, and the dataset "${found.name}" has ${items} ${items === 1 ? 'item' : 'items'}.`,
      });
    }
  },
  examples: {
    bad: [
      {
        title: 'four at once out of three',
        yaml: exampleJob({ train: 'batch_size: 4' }),
        facts: exampleFacts({ datasets: { dogs: exampleDataset({ images: 3 }) } }),
        at: ['config.process[0].train.batch_size'],
      },
    ],
    good: [{ title: 'four at once out of twenty', yaml: exampleJob({ train: 'batch_size: 4' }) }],
  },
});
