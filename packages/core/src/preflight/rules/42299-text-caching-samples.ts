import { exampleFacts, exampleJob } from '../example.ts';
import { samplesWithTextEncoder } from '../model-groups.ts';
import { defineRule } from '../rule.ts';

const model = 'arch: chroma\nname_or_path: lodestones/Chroma1-HD\nquantize: true';
const sample = 'sampler: flowmatch\nneg: ""\nsamples:\n  - prompt: a dog';

export default defineRule({
  code: 42299,
  name: 'TEXT_CACHING_SAMPLES',
  severity: 'error',
  title: 'Text embeddings are cached, and samples are drawn with a model that then fails.',
  why: 'Caching removes the text encoder; the first sample asks it for its weights: "FakeTextEncoder object has no attribute encoder".',
  fix: 'Turn `cache_text_embeddings` off, or set "disable_sampling: true" in `train`.',
  source: [
    {
      shows: 'Chroma asks the text encoder',
      file: 'extensions_built_in/diffusion_models/chroma/chroma_model.py',
      lines: '422-424',
    },
    {
      shows: 'so does Kontext',
      file: 'extensions_built_in/diffusion_models/flux_kontext/flux_kontext.py',
      lines: '373-375',
    },
    { shows: 'so does Flex.2', file: 'extensions_built_in/flex2/flex2.py', lines: '357-359' },
    { shows: 'so does CogView 4', file: 'toolkit/models/cogview4.py', lines: '291-292' },
    { shows: 'what stands in its place', file: 'toolkit/unloader.py', lines: '10-36' },
  ],
  check({ job, report }) {
    if (job.match === null || !samplesWithTextEncoder(job.match.model) || !job.drawsSamples) return;
    const caching = [job.train, ...job.datasets.map(({ block }) => block)].find((block) =>
      block.truthy('cache_text_embeddings'),
    );
    if (caching === undefined) return;
    report({
      at: caching.at('cache_text_embeddings'),
      message: `\`cache_text_embeddings\` is on, and ${job.match.model.title} then fails at the first sample.`,
    });
  },
  examples: {
    bad: [
      {
        title: 'Chroma with samples',
        yaml: exampleJob({ model, sample, train: 'noise_scheduler: flowmatch\ncache_text_embeddings: true' }),
        at: ['config.process[0].train.cache_text_embeddings'],
      },
      {
        title: 'a dataset that caches them',
        yaml: exampleJob({
          model,
          sample,
          train: 'noise_scheduler: flowmatch',
          dataset: 'cache_text_embeddings: true',
        }),
        at: ['config.process[0].datasets[0].cache_text_embeddings'],
      },
    ],
    good: [
      {
        title: 'nothing is drawn',
        yaml: exampleJob({
          model,
          sample,
          train: 'noise_scheduler: flowmatch\ncache_text_embeddings: true\ndisable_sampling: true',
        }),
      },
      {
        title: 'another model',
        yaml: exampleJob({
          model: 'arch: qwen_image\nname_or_path: Qwen/Qwen-Image\nquantize: true',
          sample,
          train: 'noise_scheduler: flowmatch\ncache_text_embeddings: true',
        }),
        facts: exampleFacts(),
      },
    ],
  },
});
