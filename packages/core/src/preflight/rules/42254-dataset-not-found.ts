import { contractDatasetsFolder, datasetPath, isPlainName } from '../contract-path.ts';
import { exampleDataset, exampleFacts, exampleJob } from '../example.ts';
import type { Facts } from '../facts.ts';
import type { PathUse } from '../job-view.ts';
import { nearest } from '../nearest.ts';
import { pathUses } from '../references.ts';
import { defineRule, type Report } from '../rule.ts';

export default defineRule({
  code: 42254,
  name: 'DATASET_NOT_FOUND',
  severity: 'error',
  title: 'The config names a dataset that does not exist.',
  why: 'A run gets the files of the datasets that its config names, and nothing else.',
  fix: `Name datasets as ${contractDatasetsFolder}/NAME, with the dataset's name, not its id.`,
  source: [
    {
      shows: 'a path that is no folder is opened as a JSON file',
      file: 'toolkit/data_loader.py',
      lines: '428-451',
    },
  ],
  fixed: true,
  check({ job, facts, report }) {
    for (const dataset of job.datasets) {
      if (!dataset.block.exists) continue;
      if (dataset.folder === null) {
        report({
          at: dataset.folderAt,
          message: `\`datasets[${dataset.index}]\` names no dataset: it has no \`folder_path\`.`,
        });
      }
    }
    for (const use of pathUses(job)) {
      const problem = describe(use, facts);
      if (problem !== null) report(problem);
    }
  },
  examples: {
    bad: [
      {
        title: 'no dataset of this name',
        yaml: exampleJob({ dataset: 'folder_path: /app/ai-toolkit/datasets/cats' }),
        at: ['config.process[0].datasets[0].folder_path'],
      },
      {
        title: "a folder of the user's own machine",
        yaml: exampleJob({ dataset: 'folder_path: /home/me/dogs' }),
        at: ['config.process[0].datasets[0].folder_path'],
      },
      {
        title: 'a folder inside a dataset',
        yaml: exampleJob({ dataset: 'folder_path: /app/ai-toolkit/datasets/dogs/sub' }),
        at: ['config.process[0].datasets[0].folder_path'],
      },
      {
        title: 'control images in a dataset that does not exist',
        yaml: exampleJob({ dataset: 'control_path: /app/ai-toolkit/datasets/edges' }),
        at: ['config.process[0].datasets[0].control_path'],
      },
      {
        title: 'no folder at all',
        yaml: exampleJob().replace('folder_path: /app/ai-toolkit/datasets/dogs', 'flip_x: false'),
        at: ['config.process[0].datasets[0].folder_path'],
      },
    ],
    good: [
      { title: 'the dataset exists', yaml: exampleJob() },
      {
        title: 'a slash at the end',
        yaml: exampleJob({ dataset: 'folder_path: /app/ai-toolkit/datasets/dogs/' }),
      },
      {
        title: 'nothing is known about datasets',
        yaml: exampleJob({ dataset: 'folder_path: /app/ai-toolkit/datasets/cats' }),
        facts: exampleFacts({ datasets: null }),
      },
      {
        title: 'training and control dataset exist',
        yaml: exampleJob({ dataset: 'control_path: /app/ai-toolkit/datasets/edges' }),
        facts: exampleFacts({ datasets: { dogs: exampleDataset(), edges: exampleDataset() } }),
      },
    ],
  },
});

function describe(use: PathUse, facts: Facts): Report | null {
  const { meaning, text, at } = use;
  if (meaning.kind === 'other') {
    // A control image of a sample that is no dataset's file is judged with the other paths.
    return isDatasetFolder(use) ? { at, ...unreadable(text, facts) } : null;
  }
  if (isDatasetFolder(use) && meaning.kind !== 'dataset') {
    return {
      at,
      message: `"${text}" is no dataset: a dataset has no folders in it.`,
      fix: `Use ${datasetPath(meaning.dataset)}.`,
      edit: { operation: 'set', path: [...at], value: datasetPath(meaning.dataset) },
    };
  }
  if (facts.datasets === null || Object.hasOwn(facts.datasets, meaning.dataset)) return null;
  const similar = nearest(meaning.dataset, Object.keys(facts.datasets));
  return {
    at,
    message: `There is no dataset named "${meaning.dataset}".`,
    fix:
      similar === null
        ? `Create it and upload files, or name one that exists. The path takes a dataset's name, not its id.`
        : `Did you mean ${datasetPath(similar)}?`,
  };
}

/** Paths of `datasets` name whole datasets; those of samples name files. */
function isDatasetFolder(use: PathUse): boolean {
  return use.at.includes('datasets');
}

function unreadable(text: string, facts: Facts): Pick<Report, 'message' | 'fix'> {
  const last = text.trim().split('/').filter(Boolean).at(-1) ?? '';
  const known = facts.datasets !== null && Object.hasOwn(facts.datasets, last);
  return {
    message: `"${text}" names no dataset.`,
    fix: isPlainName(last) && (known || !text.includes('/')) ? `Use ${datasetPath(last)}.` : undefined,
  };
}
