import { exampleFacts, exampleJob } from '../example.ts';
import { needsModelFolder } from '../model-groups.ts';
import { repositoryOf } from '../models/repositories.ts';
import { defineRule } from '../rule.ts';

const train = 'noise_scheduler: flowmatch';
const sample = 'sampler: flowmatch';
const facts = exampleFacts({
  account: { hfToken: true },
  installation: { modelFolders: ['/models'] },
});

export default defineRule({
  code: 42299,
  name: 'SINGLE_FILE',
  severity: 'error',
  title: 'One file of weights for a model that is loaded from a whole repository or folder.',
  why: 'The loader looks for a folder `transformer` behind what `name_or_path` names and stops without its config.json.',
  fix: 'Name a repository on Hugging Face, or a folder laid out like one.',
  source: [
    { shows: 'FLUX.1', file: 'toolkit/stable_diffusion_model.py', lines: '649-673' },
    {
      shows: 'Kontext',
      file: 'extensions_built_in/diffusion_models/flux_kontext/flux_kontext.py',
      lines: '73-99',
    },
    { shows: 'Wan', file: 'toolkit/models/wan21/wan21.py', lines: '345-410' },
    {
      shows: 'HiDream',
      file: 'extensions_built_in/diffusion_models/hidream/hidream_model.py',
      lines: '128-131',
    },
  ],
  check({ job, report }) {
    const path = job.model.text('name_or_path');
    if (path === null || job.match === null || !needsModelFolder(job.match.model)) return;
    if (!/\.(safetensors|gguf|ckpt|sft|pth?|bin)$/i.test(path.trim())) return;
    const repository = repositoryOf(path);
    const isInside = repository !== null && repository !== path.trim();
    report({
      at: job.model.at('name_or_path'),
      message: `"${path}" is one file, and ${job.match.model.title} is loaded from a repository or folder.`,
      fix: isInside ? `Name the repository alone: ${repository}.` : undefined,
    });
  },
  examples: {
    bad: [
      {
        title: 'a file inside the repository',
        yaml: exampleJob({
          train,
          sample,
          model: 'arch: flux\nname_or_path: black-forest-labs/FLUX.1-dev/flux1-dev.safetensors',
        }),
        facts,
        at: ['config.process[0].model.name_or_path'],
      },
      {
        title: 'a file in a model folder',
        yaml: exampleJob({
          train,
          sample,
          model: 'arch: flux_kontext\nname_or_path: /models/flux1-dev-kontext_fp8_scaled.safetensors',
        }),
        facts,
        at: ['config.process[0].model.name_or_path'],
      },
    ],
    good: [
      {
        title: 'a repository',
        yaml: exampleJob({ train, sample, model: 'arch: flux\nname_or_path: ostris/Flex.1-alpha' }),
      },
      {
        title: 'a folder',
        yaml: exampleJob({ train, sample, model: 'arch: flux\nname_or_path: /models/FLUX.1-dev' }),
        facts,
      },
      {
        title: 'a model that is loaded from one file',
        yaml: exampleJob({ model: 'arch: sdxl\nname_or_path: /models/juggernaut.safetensors' }),
        facts,
      },
    ],
  },
});
