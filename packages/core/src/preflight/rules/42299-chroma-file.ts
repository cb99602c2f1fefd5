import { exampleJob } from '../example.ts';
import { repositoryOf } from '../models/repositories.ts';
import { defineRule } from '../rule.ts';

/** What the loader fetches by itself; everything else must be a file. */
const fetched = /^lodestones\/Chroma($|\/v|1-)/;

export default defineRule({
  code: 42299,
  name: 'CHROMA_FILE',
  severity: 'error',
  title: 'Chroma is to be loaded from a repository that its loader does not fetch.',
  why: 'It knows the repositories of its author and files on disk; for anything else it stops with "Model path … does not exist".',
  fix: 'Name lodestones/Chroma1-HD, lodestones/Chroma1-Base or lodestones/Chroma, or the path of a file in a model folder.',
  source: [
    {
      shows: 'what is fetched',
      file: 'extensions_built_in/diffusion_models/chroma/chroma_model.py',
      lines: '103-143',
    },
  ],
  check({ job, report }) {
    const name = job.model.text('name_or_path');
    if (job.match?.model.family !== 'Chroma' || job.match.model.arch === 'zeta_chroma' || name === null)
      return;
    if (repositoryOf(name) === null || fetched.test(name)) return;
    report({ at: job.model.at('name_or_path'), message: `The loader of Chroma does not fetch "${name}".` });
  },
  examples: {
    bad: [
      {
        title: 'a derivative on Hugging Face',
        yaml: exampleJob({
          model: 'arch: chroma\nname_or_path: me/chroma-merge',
          train: 'noise_scheduler: flowmatch',
        }),
        at: ['config.process[0].model.name_or_path'],
      },
    ],
    good: [
      {
        title: 'the repository of its author',
        yaml: exampleJob({
          model: 'arch: chroma\nname_or_path: lodestones/Chroma1-Base',
          train: 'noise_scheduler: flowmatch',
        }),
      },
      {
        title: 'one of its versions',
        yaml: exampleJob({
          model: 'arch: chroma\nname_or_path: lodestones/Chroma/v48',
          train: 'noise_scheduler: flowmatch',
        }),
      },
    ],
  },
});
