import { exampleDataset, exampleFacts, exampleJob } from '../example.ts';
import { defineRule } from '../rule.ts';

const none = { count: 0, examples: [] };

export default defineRule({
  code: 42299,
  name: 'TEXT_ENCODER_NEEDED',
  severity: 'error',
  title: 'The text encoder is unloaded although it is needed.',
  why: 'The trainer stops: a text encoder that is trained, or that reads the control images, cannot be unloaded.',
  fix: 'Turn `unload_text_encoder` off; "cache_text_embeddings: true" saves the same memory.',
  source: [
    { shows: 'models that cannot', file: 'toolkit/config_modules.py', lines: '1585-1588' },
    {
      shows: 'training and unloading',
      file: 'extensions_built_in/sd_trainer/SDTrainer.py',
      lines: '349-355',
    },
  ],
  check({ job, report }) {
    const { train } = job;
    const unloads = train.truthy('unload_text_encoder');
    if (unloads && job.match?.model.canUnloadTextEncoder === false) {
      const at = train.at('unload_text_encoder');
      report({
        at,
        message: `\`unload_text_encoder\` is on, and the text encoder of ${job.match.model.title} reads the control images.`,
        edit: { operation: 'set', path: [...at], value: false },
      });
    }
    if (!train.truthy('train_text_encoder')) return;
    const caches = [train, ...job.datasets.map(({ block }) => block)].some((block) =>
      block.truthy('cache_text_embeddings'),
    );
    if (!unloads && !caches) return;
    report({
      at: train.at('train_text_encoder'),
      message: `\`train_text_encoder\` is on together with \`${unloads ? 'unload_text_encoder' : 'cache_text_embeddings'}\`.`,
      fix: 'Turn one of the two off.',
    });
  },
  examples: {
    bad: [
      {
        title: 'Qwen Edit',
        yaml: exampleJob({
          model: 'arch: qwen_image_edit\nname_or_path: Qwen/Qwen-Image-Edit',
          dataset: 'control_path: /app/ai-toolkit/datasets/edges',
          train: 'unload_text_encoder: true\ndisable_sampling: true',
        }),
        facts: exampleFacts({
          datasets: { dogs: exampleDataset(), edges: exampleDataset() },
          pairings: { 'dogs/edges': { missing: none, several: none } },
        }),
        at: ['config.process[0].train.unload_text_encoder'],
      },
      {
        title: 'trained and unloaded',
        yaml: exampleJob({ train: 'train_text_encoder: true\nunload_text_encoder: true' }),
        at: ['config.process[0].train.train_text_encoder'],
      },
    ],
    good: [
      { title: 'unloaded', yaml: exampleJob({ train: 'unload_text_encoder: true' }) },
      { title: 'trained', yaml: exampleJob({ train: 'train_text_encoder: true' }) },
    ],
  },
});
