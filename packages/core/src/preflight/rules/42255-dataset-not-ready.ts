import { exampleDataset, exampleFacts, exampleJob } from '../example.ts';
import type { DatasetFacts } from '../facts.ts';
import { pathUses } from '../references.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  code: 42255,
  name: 'DATASET_NOT_READY',
  severity: 'error',
  title: 'A dataset that the config names is not READY.',
  why: 'Only a dataset whose files are all complete and checked can be given to a run.',
  fix: 'Wait until the status of the dataset is READY, then submit again.',
  source: [],
  fixed: true,
  check({ job, facts, report }) {
    for (const { at, meaning } of pathUses(job)) {
      if (meaning.kind === 'other' || facts.datasets === null) continue;
      const dataset = Object.hasOwn(facts.datasets, meaning.dataset)
        ? facts.datasets[meaning.dataset]
        : undefined;
      if (dataset === undefined || dataset.status === 'READY') continue;
      report({ at, ...describe(meaning.dataset, dataset) });
    }
  },
  examples: {
    bad: [
      {
        title: 'files are still being uploaded',
        yaml: exampleJob(),
        facts: exampleFacts({ datasets: { dogs: exampleDataset({ status: 'UPLOADING' }) } }),
        at: ['config.process[0].datasets[0].folder_path'],
      },
      {
        title: 'the dataset failed',
        yaml: exampleJob(),
        facts: exampleFacts({
          datasets: { dogs: exampleDataset({ status: 'FAILED', error: 'a.jpg cannot be decoded' }) },
        }),
        at: ['config.process[0].datasets[0].folder_path'],
      },
    ],
    good: [{ title: 'the dataset is READY', yaml: exampleJob() }],
  },
});

function describe(name: string, dataset: DatasetFacts): { message: string; fix?: string } {
  switch (dataset.status) {
    case 'FAILED':
      return {
        message: `The dataset "${name}" failed${dataset.error === null ? '' : `: ${dataset.error}`}.`,
        fix: 'A failed dataset stays so. Mend the file, create a new dataset and upload again.',
      };
    case 'DRAFT':
      return { message: `The dataset "${name}" has no files yet (DRAFT).`, fix: 'Upload its files first.' };
    default:
      return { message: `The dataset "${name}" is not READY but ${dataset.status}.` };
  }
}
