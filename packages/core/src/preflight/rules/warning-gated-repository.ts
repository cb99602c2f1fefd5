import { exampleFacts, exampleJob } from '../example.ts';
import { gatedRepositories, tokenIsKnown } from '../gated-repositories.ts';
import { defineRule } from '../rule.ts';

const model = 'arch: sd3\nname_or_path: stabilityai/stable-diffusion-3.5-large';

export default defineRule({
  code: null,
  name: 'GATED_REPOSITORY',
  severity: 'warning',
  title: 'A gated repository is loaded and no Hugging Face token is known.',
  why: 'Unless the trainer has it already, the download ends with 401.',
  fix: 'Store a token as the secret HF_TOKEN and accept the licence on the page of the repository.',
  source: [
    {
      shows: 'which models the interface marks as gated',
      file: 'ui/src/app/jobs/new/options.tsx',
      lines: '1-120',
    },
  ],
  check({ job, facts, report }) {
    if (tokenIsKnown(job, facts)) return;
    for (const { at, repository, assumed } of gatedRepositories(job, 'other')) {
      const gated = assumed ? 'may be gated' : 'is gated';
      report({ at, message: `The repository ${repository} ${gated}, and no Hugging Face token is known.` });
    }
  },
  examples: {
    bad: [
      {
        title: 'Stable Diffusion 3.5',
        yaml: exampleJob({ model }),
        at: ['config.process[0].model.name_or_path'],
      },
    ],
    good: [
      {
        title: 'a token is known',
        yaml: exampleJob({ model }),
        facts: exampleFacts({ account: { hfToken: true } }),
      },
      { title: 'an open repository', yaml: exampleJob() },
    ],
  },
});
