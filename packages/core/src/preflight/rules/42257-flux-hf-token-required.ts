import { exampleFacts, exampleJob } from '../example.ts';
import { gatedRepositories, tokenIsKnown } from '../gated-repositories.ts';
import { defineRule } from '../rule.ts';

const flux = 'arch: flux\nname_or_path: black-forest-labs/FLUX.1-dev\nquantize: true';

export default defineRule({
  code: 42257,
  name: 'FLUX_HF_TOKEN_REQUIRED',
  severity: 'error',
  title: 'A gated FLUX repository is loaded and no Hugging Face token is known.',
  why: 'Hugging Face answers 401 to a download of these repositories without a token of an account that accepted the licence.',
  fix: 'Store a token with read access as the secret HF_TOKEN (PUT /prod/v1/trainers/secrets/HF_TOKEN) and accept the licence on the page of the repository.',
  source: [
    {
      shows: 'FLUX.1 is fetched with the token of the environment',
      file: 'toolkit/stable_diffusion_model.py',
      lines: '649-831',
    },
    {
      shows: 'FLUX.2 likewise',
      file: 'extensions_built_in/diffusion_models/flux2/flux2_model.py',
      lines: '144-148',
    },
    { shows: 'adapters', file: 'jobs/process/BaseSDTrainProcess.py', lines: '1507-1533' },
    {
      shows: 'which models the interface marks as gated',
      file: 'ui/src/app/jobs/new/options.tsx',
      lines: '1-120',
    },
  ],
  check({ job, facts, report }) {
    if (tokenIsKnown(job, facts)) return;
    for (const { at, repository, byDefault } of gatedRepositories(job, 'flux')) {
      report({
        at,
        message: `The repository ${repository}${byDefault ? ', which this model loads,' : ''} is gated, and no Hugging Face token is known.`,
      });
    }
  },
  examples: {
    bad: [
      {
        title: 'FLUX.1-dev',
        yaml: exampleJob({ model: flux }),
        at: ['config.process[0].model.name_or_path'],
      },
      {
        title: 'a model elsewhere that takes its text encoders from FLUX.1-dev',
        yaml: exampleJob({
          model: 'arch: flux\nname_or_path: me/my-flux\nextras_name_or_path: black-forest-labs/FLUX.1-dev',
        }),
        at: ['config.process[0].model.extras_name_or_path'],
      },
      {
        title: 'an adapter of FLUX.1',
        yaml: exampleJob({
          process:
            'adapter:\n  type: control_net\n  name_or_path: black-forest-labs/FLUX.1-Canny-dev\n  train: true',
          model: 'arch: flex1\nname_or_path: ostris/Flex.1-alpha',
        }),
        at: ['config.process[0].adapter.name_or_path'],
      },
      {
        title: 'the token in the config is empty',
        yaml: exampleJob({ process: 'hf_token: ""', model: flux }),
        at: ['config.process[0].model.name_or_path'],
      },
    ],
    good: [
      {
        title: 'the account has stored a token',
        yaml: exampleJob({ model: flux }),
        facts: exampleFacts({ account: { hfToken: true } }),
      },
      {
        title: 'the installation has a token',
        yaml: exampleJob({ model: flux }),
        facts: exampleFacts({ installation: { hfToken: true } }),
      },
      { title: 'the config has one', yaml: exampleJob({ process: 'hf_token: hf_abc', model: flux }) },
      {
        title: 'Flex.1, which is open',
        yaml: exampleJob({ model: 'arch: flex1\nname_or_path: ostris/Flex.1-alpha' }),
      },
      {
        title: "a copy in the installation's model folder",
        yaml: exampleJob({ model: 'arch: flux\nname_or_path: /models/FLUX.1-dev' }),
        facts: exampleFacts({ installation: { modelFolders: ['/models'] } }),
      },
    ],
  },
});
