import { exampleDataset, exampleFacts } from '../../src/preflight/example.ts';
import type { Facts } from '../../src/preflight/facts.ts';
import type { NamedModel } from '../../src/preflight/models/catalogue.ts';
import { createStarterConfig } from '../../src/preflight/models/new-job.ts';
import { valueAt } from '../../src/preflight/path.ts';

type MutableMap = Record<string, unknown>;

/** The job that AI Toolkit's own interface makes of a model's name, with datasets that fit the model, and its facts. */
export function interfaceJob(
  { model, variant }: NamedModel,
  media: 'images' | 'videos',
): { yaml: string; facts: Facts } {
  const config = createStarterConfig(model, variant, {
    name: 'my_first_lora_v1',
    trainingFolder: '/app/ai-toolkit/output',
    datasetFolder: '/app/ai-toolkit/datasets/dogs',
    prompts: ['woman with red hair, playing chess at the park', 'a bear building a log cabin'],
    controlImage: '/app/ai-toolkit/datasets/edges/1.png',
    controlFolder: '/app/ai-toolkit/datasets/edges',
  });
  const dataset = valueAt(config, ['config', 'process', 0, 'datasets', 0]) as MutableMap;
  // What a person sets who trains on videos, or on images where the interface expects videos.
  if (media === 'images') dataset['num_frames'] = 1;
  else if (dataset['auto_frame_count'] !== true) {
    dataset['num_frames'] = model.frames === null ? 41 : model.frames.multiple * 5 + model.frames.offset;
  }
  const none = { count: 0, examples: [] };
  return {
    yaml: JSON.stringify(config, null, 2),
    facts: exampleFacts({
      datasets: {
        dogs: media === 'videos' ? exampleDataset({ images: 0, videos: 20 }) : exampleDataset(),
        edges: exampleDataset(),
      },
      pairings: { 'dogs/edges': { missing: none, several: none } },
      files: { 'edges/1.png': true },
      account: { hfToken: true },
    }),
  };
}
