import { exampleJob } from '../example.ts';
import { defineRule } from '../rule.ts';

const second = (line: string) => `folder_path: /app/ai-toolkit/datasets/dogs\n${line}`;

export default defineRule({
  code: 42299,
  name: 'TEXT_CACHING_MIXED',
  severity: 'error',
  title: 'Some datasets cache text embeddings and others do not.',
  why: 'The trainer stops: all datasets must cache them, or none.',
  fix: 'Set "cache_text_embeddings: true" in `train`, which turns it on for all, or turn it off everywhere.',
  source: [{ shows: 'the check', file: 'toolkit/config_modules.py', lines: '1576-1583' }],
  check({ job, report }) {
    if (job.train.truthy('cache_text_embeddings')) return;
    const caching = job.datasets.filter(({ block }) => block.truthy('cache_text_embeddings'));
    if (caching.length === 0) return;
    const other = job.datasets.find(({ block }) => !block.truthy('cache_text_embeddings'));
    if (other === undefined) return;
    report({
      at: other.block.at('cache_text_embeddings'),
      message: `\`datasets[${other.index}]\` does not cache text embeddings, and \`datasets[${caching[0]?.index}]\` does.`,
      edit: { operation: 'set', path: [...job.train.at('cache_text_embeddings')], value: true },
    });
  },
  examples: {
    bad: [
      {
        title: 'one of two datasets',
        yaml: exampleJob({
          dataset: null,
          process: `datasets:\n  - folder_path: /app/ai-toolkit/datasets/dogs\n    cache_text_embeddings: true\n  - ${second('flip_x: true').replace('\n', '\n    ')}`,
        }),
        at: ['config.process[0].datasets[1].cache_text_embeddings'],
      },
    ],
    good: [
      { title: 'the only dataset caches', yaml: exampleJob({ dataset: 'cache_text_embeddings: true' }) },
      { title: 'it is turned on for all', yaml: exampleJob({ train: 'cache_text_embeddings: true' }) },
    ],
  },
});
