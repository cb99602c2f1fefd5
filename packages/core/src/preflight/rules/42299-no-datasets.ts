import { isMapping } from '../block.ts';
import { exampleJob } from '../example.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  code: 42299,
  name: 'NO_DATASETS',
  severity: 'error',
  title: 'There is nothing to train on.',
  why: 'The first step takes a batch from the training sets; without one it fails with "NoneType object has no attribute".',
  fix: 'Add `datasets` with at least one entry that has a `folder_path` and is no regularisation set.',
  source: [{ shows: 'the batch stays None', file: 'jobs/process/BaseSDTrainProcess.py', lines: '2566-2596' }],
  check({ job, report }) {
    const at = job.process.at('datasets');
    const datasets = job.process.get('datasets');
    if (datasets === undefined || datasets === null) {
      report({ at, message: 'There are no `datasets`.' });
    } else if (!Array.isArray(datasets)) {
      report({ at, message: '`datasets` is no list.', fix: 'Put "- " before the first key of the dataset.' });
    } else if (datasets.length === 0) {
      report({ at, message: '`datasets` is an empty list.' });
    } else {
      const broken = datasets.findIndex((dataset) => !isMapping(dataset));
      if (broken >= 0) report({ at: [...at, broken], message: `\`datasets[${broken}]\` is no mapping.` });
      else if (job.datasets.every(({ block }) => block.truthy('is_reg'))) {
        report({ at, message: 'All `datasets` are regularisation sets (`is_reg`).' });
      }
    }
  },
  examples: {
    bad: [
      { title: 'no datasets', yaml: exampleJob({ dataset: null }), at: ['config.process[0].datasets'] },
      {
        title: 'an empty list',
        yaml: exampleJob({ dataset: null, process: 'datasets: []' }),
        at: ['config.process[0].datasets'],
      },
      {
        title: 'a regularisation set alone',
        yaml: exampleJob({ dataset: 'is_reg: true' }),
        at: ['config.process[0].datasets'],
      },
      {
        title: 'an empty entry',
        yaml: exampleJob({ dataset: null, process: 'datasets:\n  -' }),
        at: ['config.process[0].datasets[0]'],
      },
    ],
    good: [{ title: 'one dataset', yaml: exampleJob() }],
  },
});
