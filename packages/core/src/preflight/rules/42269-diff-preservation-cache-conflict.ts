import { exampleJob } from '../example.ts';
import { defineRule } from '../rule.ts';

const preservation = 'diff_output_preservation: true\ndiff_output_preservation_class: dog';
const process = 'trigger_word: sks';

export default defineRule({
  code: 42269,
  name: 'DIFF_PRESERVATION_CACHE_CONFLICT',
  severity: 'error',
  title: '`diff_output_preservation` together with `cache_text_embeddings`.',
  why: 'Trainers before 0.12.10 refuse it: the captions with the class name are not among the cached ones.',
  fix: 'Turn one of the two off.',
  source: [
    { shows: 'the check is no longer among these', file: 'toolkit/config_modules.py', lines: '1560-1600' },
  ],
  relaxedIn: '0.12.10',
  check({ job, report }) {
    if (!job.train.truthy('diff_output_preservation')) return;
    const caching = [job.train, ...job.datasets.map(({ block }) => block)].filter((block) =>
      block.truthy('cache_text_embeddings'),
    );
    const [first] = caching;
    if (first === undefined) return;
    report({
      at: first.at('cache_text_embeddings'),
      message: '`cache_text_embeddings` is on together with `diff_output_preservation`.',
    });
  },
  examples: {
    bad: [
      {
        title: 'both are on in `train`',
        yaml: exampleJob({ process, train: `${preservation}\ncache_text_embeddings: true` }),
        at: ['config.process[0].train.cache_text_embeddings'],
      },
      {
        title: 'the dataset caches',
        yaml: exampleJob({ process, train: preservation, dataset: 'cache_text_embeddings: true' }),
        at: ['config.process[0].datasets[0].cache_text_embeddings'],
      },
    ],
    good: [
      { title: 'nothing is cached', yaml: exampleJob({ process, train: preservation }) },
      { title: 'nothing is preserved', yaml: exampleJob({ process, train: 'cache_text_embeddings: true' }) },
    ],
  },
});
