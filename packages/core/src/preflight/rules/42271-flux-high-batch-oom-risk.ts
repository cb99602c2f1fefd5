import { meantNumber } from '../block.ts';
import { exampleFacts, exampleJob } from '../example.ts';
import { isFluxDev } from '../models/repositories.ts';
import { defineRule } from '../rule.ts';

const model = 'arch: flux\nname_or_path: black-forest-labs/FLUX.1-dev\nquantize: true';
const facts = exampleFacts({ account: { hfToken: true } });
const limit = 8;

export default defineRule({
  code: 42271,
  name: 'FLUX_HIGH_BATCH_OOM_RISK',
  severity: 'error',
  title: 'FLUX.1-dev with eight and more images in a batch.',
  why: 'Even with gradient checkpointing such a batch of this model of 12 billion parameters runs out of memory.',
  fix: 'Set `batch_size` to 1–4 and raise `gradient_accumulation` to make up for it.',
  source: [],
  check({ job, report }) {
    if (!isFluxDev(job.model.text('name_or_path') ?? '')) return;
    const ofTrain = {
      batchSize: meantNumber(job.train.get('batch_size')) ?? 1,
      batchSizeAt: job.train.at('batch_size'),
    };
    for (const { batchSize, batchSizeAt } of job.datasets.length > 0 ? job.datasets : [ofTrain]) {
      if (batchSize < limit) continue;
      report({
        at: batchSizeAt,
        message: `\`batch_size\` is ${batchSize}; from ${limit} on FLUX.1-dev runs out of memory.`,
      });
    }
  },
  examples: {
    bad: [
      {
        title: 'a batch of eight',
        yaml: exampleJob({ model, train: 'batch_size: 8' }),
        facts,
        at: ['config.process[0].train.batch_size'],
      },
      {
        title: 'a dataset with a batch size of its own',
        yaml: exampleJob({ model, dataset: 'batch_size: 16' }),
        facts,
        at: ['config.process[0].datasets[0].batch_size'],
      },
      {
        title: 'a batch of eight without datasets',
        yaml: exampleJob({ model, dataset: null, train: 'batch_size: 8' }),
        facts,
        at: ['config.process[0].train.batch_size'],
      },
    ],
    good: [
      { title: 'a batch of seven', yaml: exampleJob({ model, train: 'batch_size: 7' }), facts },
      {
        title: 'the dataset has a smaller one',
        yaml: exampleJob({ model, train: 'batch_size: 8', dataset: 'batch_size: 2' }),
        facts,
      },
      {
        title: 'Flex.1, another model of the same architecture',
        yaml: exampleJob({ model: 'arch: flux\nname_or_path: ostris/Flex.1-alpha', train: 'batch_size: 8' }),
      },
    ],
  },
});
