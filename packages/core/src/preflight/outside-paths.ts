import { type Block, isMapping } from './block.ts';
import { readPath } from './contract-path.ts';
import { type JobView, type PathUse, sampleControlKeys, viewSamples } from './job-view.ts';
import type { ConfigPath } from './path.ts';

/** A text of the config that names a model: of Hugging Face, or a path. */
export interface ModelPathUse {
  readonly at: ConfigPath;
  readonly text: string;
}

const modelKeys = [
  'name_or_path',
  'extras_name_or_path',
  'te_name_or_path',
  'vae_path',
  'unet_path',
  'refiner_name_or_path',
  'lora_path',
  'assistant_lora_path',
  'inference_lora_path',
  'unconditional_lora_path',
  'accuracy_recovery_adapter',
];
const trainKeys = [
  'adapter_assist_name_or_path',
  'latent_feature_extractor_path',
  'diffusion_feature_extractor_path',
];
const adapterKeys = ['name_or_path', 'image_encoder_path', 'text_encoder_path', 'image_dir'];

/** Every text that the trainer loads a model from. */
export function modelPathUses(job: JobView): readonly ModelPathUse[] {
  const adapter = job.process.child('adapter');
  return [
    ...texts(job.model, modelKeys),
    ...texts(job.model, ['qtype']).filter(({ text }) => text.includes('|')),
    ...texts(job.model.child('model_paths'), job.model.child('model_paths').keys),
    ...texts(job.model.child('model_kwargs'), pathKeysOf(job.model.child('model_kwargs'))),
    ...texts(job.train, trainKeys),
    ...texts(job.network, ['pretrained_lora_path']),
    ...texts(adapter, adapterKeys),
    // A text that names a file is read as that file.
    ...texts(job.train, ['negative_prompt']).filter(({ text }) => /^(\/|~|\.\.?\/)\S*$/.test(text)),
    ...job.datasets.flatMap(({ block }) => texts(block, ['random_triggers'])),
  ];
}

/** Every text that names one file of a dataset: control images of samples and images to validate with. */
export function filePathUses(job: JobView): readonly PathUse[] {
  const uses: PathUse[] = [];
  const firstSamples = viewSamples(job.process.child('first_sample'));
  for (const sample of [...job.samples, ...firstSamples]) {
    uses.push(...new Set(sampleControlKeys.flatMap((key) => sample.controls[key] ?? [])));
  }
  for (const { at, text } of testImages(job.process.child('adapter'))) {
    uses.push({ at, text, meaning: readPath(text) });
  }
  for (const item of job.train.child('validation_config').list('validation_items')) {
    for (const { at, text } of texts(item, ['image_path'])) uses.push({ at, text, meaning: readPath(text) });
  }
  return uses;
}

/** The trainer takes a list, and cuts a text at its commas. */
function testImages(adapter: Block): readonly ModelPathUse[] {
  const value = adapter.get('test_img_path');
  const at = adapter.at('test_img_path');
  if (typeof value === 'string') {
    const paths = value.split(',').map((text) => text.trim());
    return paths.filter((text) => text !== '').map((text) => ({ at, text }));
  }
  if (!Array.isArray(value)) return [];
  return value.flatMap((text: unknown, index) =>
    typeof text === 'string' && text.trim() !== '' ? [{ at: [...at, index], text }] : [],
  );
}

function texts(block: Block, keys: readonly string[]): readonly ModelPathUse[] {
  return keys.flatMap((key) => {
    const text = block.text(key);
    return text === null || text.trim() === '' ? [] : [{ at: block.at(key), text }];
  });
}

function pathKeysOf(block: Block): readonly string[] {
  return block.keys.filter((key) => /(_path|_filename)$/.test(key) && !isMapping(block.get(key)));
}
