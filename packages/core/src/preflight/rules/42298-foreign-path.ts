import { contractDatasetsFolder, datasetPath } from '../contract-path.ts';
import { exampleDataset, exampleFacts, exampleJob } from '../example.ts';
import type { Facts } from '../facts.ts';
import type { JobView } from '../job-view.ts';
import { filePathUses, modelPathUses } from '../outside-paths.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  code: 42298,
  name: 'CONFIG_NOT_ALLOWED',
  severity: 'error',
  title: 'A path or address leads outside the run.',
  why: 'A run sees its datasets, its own output and models of Hugging Face, and nothing else of the machine it is on.',
  fix: `Name files as ${contractDatasetsFolder}/NAME/FILE and models as owner/name.`,
  source: [
    {
      shows: 'control images are opened as they are named',
      file: 'toolkit/models/base_model.py',
      lines: '540-600',
    },
  ],
  fixed: true,
  check({ job, facts, report }) {
    for (const use of filePathUses(job)) {
      if (use.meaning.kind === 'dataset-file') continue;
      report({
        at: use.at,
        message:
          use.meaning.kind === 'other'
            ? `"${use.text}" is no file of a dataset.`
            : `"${use.text}" names no file directly in the dataset "${use.meaning.dataset}".`,
        fix:
          use.meaning.kind === 'dataset'
            ? `Write ${datasetPath(use.meaning.dataset)}/FILE, with the name of the file.`
            : `Upload the file to a dataset and write ${contractDatasetsFolder}/NAME/${lastSegment(use.text)}.`,
      });
    }
    for (const { at, text } of modelPathUses(job)) {
      const problem = modelPathProblem(text, job, facts);
      if (problem === null) continue;
      report({ at, message: `"${text}" ${problem}.`, fix: 'Name a model of Hugging Face as owner/name.' });
    }
  },
  examples: {
    bad: [
      {
        title: "the model lies on the user's own machine",
        yaml: exampleJob({ model: 'name_or_path: /home/me/sdxl' }),
        at: ['config.process[0].model.name_or_path'],
      },
      {
        title: 'the model is an address of another site',
        yaml: exampleJob({ model: 'name_or_path: https://civitai.com/api/download/models/1' }),
        at: ['config.process[0].model.name_or_path'],
      },
      {
        title: 'a way up and out',
        yaml: exampleJob({ model: 'name_or_path: models/../../secrets' }),
        at: ['config.process[0].model.name_or_path'],
      },
      {
        title: 'a control image named in a prompt',
        yaml: exampleJob({ sample: 'prompts:\n  - a dog --ctrl_img /etc/passwd' }),
        at: ['config.process[0].sample.prompts[0]'],
      },
      {
        title: 'one of several pictures to try an adapter with',
        yaml: exampleJob({
          process:
            'adapter:\n  type: ip\n  test_img_path: [/app/ai-toolkit/datasets/dogs/1.png, /etc/passwd]',
        }),
        facts: exampleFacts({ datasets: { dogs: exampleDataset() }, files: { 'dogs/1.png': true } }),
        at: ['config.process[0].adapter.test_img_path[1]'],
      },
    ],
    good: [
      { title: 'a model of Hugging Face', yaml: exampleJob() },
      {
        title: 'a file of a dataset',
        yaml: exampleJob({
          sample: 'samples:\n  - prompt: a dog\n    ctrl_img: /app/ai-toolkit/datasets/dogs/1.png',
        }),
        facts: exampleFacts({ datasets: { dogs: exampleDataset() }, files: { 'dogs/1.png': true } }),
      },
      {
        title: "a model in the installation's own folder",
        yaml: exampleJob({ model: 'name_or_path: /models/sdxl' }),
        facts: exampleFacts({ installation: { modelFolders: ['/models'] } }),
      },
    ],
  },
});

/** Why a value cannot name a model, as the end of a sentence; null where it can. */
function modelPathProblem(text: string, job: JobView, facts: Facts): string | null {
  // The part before a bar is a type of quantization.
  const path = text.slice(text.indexOf('|') + 1).trim();
  if (path === '' || path === job.model.text('qtype')?.trim()) return null;
  if (/(^|[/\\])\.\.([/\\]|$)/.test(path)) return 'leads up and out of a folder';
  if (/^https?:\/\/(www\.)?(huggingface\.co|hf\.co)\//i.test(path)) return null;
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(path)) return 'is an address outside Hugging Face';
  if (/^(\/|~|\\|[A-Za-z]:[/\\])/.test(path)) {
    const inside = facts.installation.modelFolders.some((folder) =>
      path.startsWith(`${folder.replace(/\/+$/, '')}/`),
    );
    return inside ? null : 'is a path outside the run';
  }
  return null;
}

function lastSegment(path: string): string {
  return path.split(/[/\\]/).filter(Boolean).at(-1) ?? 'FILE';
}
