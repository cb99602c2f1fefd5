import { exampleDataset, exampleFacts, exampleJob } from '../example.ts';
import type { Facts } from '../facts.ts';
import type { DatasetView } from '../job-view.ts';
import { datasetFactsOf } from '../known-dataset.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  code: 42299,
  name: 'BUCKETS_NEEDED',
  severity: 'error',
  title: 'Buckets are off where the loader needs them.',
  why: 'Masks, videos and batch sizes of a dataset work only with buckets, and they must be on for all datasets or for none.',
  fix: 'Remove "buckets: false".',
  source: [
    { shows: 'all or none, and batch sizes', file: 'toolkit/data_loader.py', lines: '738-760' },
    { shows: 'videos', file: 'toolkit/dataloader_mixins.py', lines: '523-524' },
    { shows: 'masks', file: 'toolkit/dataloader_mixins.py', lines: '1636-1648' },
  ],
  check({ job, facts, report }) {
    for (const regularising of [false, true]) {
      const group = job.datasets.filter(({ block }) => block.truthy('is_reg') === regularising);
      const someHave = group.some(({ block }) => block.truthy('buckets', true));
      for (const dataset of group) {
        if (dataset.block.truthy('buckets', true)) continue;
        const reason = someHave ? 'another dataset has them on' : reasonOf(dataset, facts);
        if (reason === null) continue;
        const at = dataset.block.at('buckets');
        report({
          at,
          message: `Buckets are off for \`datasets[${dataset.index}]\`, and ${reason}.`,
          edit: { operation: 'set', path: [...at], value: true },
        });
      }
    }
  },
  examples: {
    bad: [
      {
        title: 'masks',
        yaml: exampleJob({ dataset: 'buckets: false\nmask_path: /app/ai-toolkit/datasets/dogs' }),
        at: ['config.process[0].datasets[0].buckets'],
      },
      {
        title: 'a batch size of the dataset',
        yaml: exampleJob({ dataset: 'buckets: false\nbatch_size: 2' }),
        at: ['config.process[0].datasets[0].buckets'],
      },
    ],
    good: [
      { title: 'no buckets anywhere', yaml: exampleJob({ dataset: 'buckets: false' }) },
      {
        title: 'buckets',
        yaml: exampleJob({ dataset: 'mask_path: /app/ai-toolkit/datasets/dogs' }),
        facts: exampleFacts({ datasets: { dogs: exampleDataset() } }),
      },
    ],
  },
});

function reasonOf(dataset: DatasetView, facts: Facts): string | null {
  const { block } = dataset;
  if (block.get('batch_size') !== undefined && block.get('batch_size') !== null)
    return 'it has a batch size of its own';
  if (block.truthy('mask_path') || block.truthy('unconditional_path')) return 'masks need them';
  const videos = datasetFactsOf(dataset, facts)?.facts.videos ?? 0;
  return dataset.readsVideos && videos > 0 ? 'videos need them' : null;
}
