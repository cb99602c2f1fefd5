import { type Block, isMapping, isTruthy } from './block.ts';
import type { DatasetView, JobView, PathUse, SampleView } from './job-view.ts';
import { isLargeModel, type ModelArch } from './models/model.ts';

// The error catalogue speaks of groups of models ("Qwen Edit", "Wan I2V"); this is what belongs to each.

/** A group of the error catalogue that has a code of its own for missing control images. */
export type ControlGroup = 'qwen-edit' | 'wan-i2v' | 'other';

/** The group whose code tells of control images that are missing. */
export function controlGroup(model: ModelArch): ControlGroup {
  if (model.arch.startsWith('qwen_image_edit')) return 'qwen-edit';
  return model.family === 'Wan' && model.imageToVideo === 'required' ? 'wan-i2v' : 'other';
}

/** The 32-billion-parameter FLUX.2, not its smaller relatives. */
export function isLargestFlux2(model: ModelArch): boolean {
  return model.family === 'FLUX.2' && (model.size?.parametersB ?? 0) > 20;
}

/** LTX-2 in all its versions. */
export function isLtx2(model: ModelArch): boolean {
  return model.family === 'LTX' && model.arch.startsWith('ltx2');
}

/** Wan 2.2 with its two networks of 14 billion parameters, from text or from an image. */
export function isWan22Large(model: ModelArch): boolean {
  return model.arch.startsWith('wan22_14b');
}

/** A large model of images; repositories that hold a smaller network under the same architecture are none. */
export function isLargeImageModel(job: JobView): boolean {
  const match = job.match;
  if (match === null || (match.model.modality !== 'image' && match.model.modality !== 'edit')) return false;
  // Stable Diffusion 3(.5) medium is loaded by the same name as large.
  if (/[-_/]medium\b/i.test(job.model.text('name_or_path') ?? '')) return false;
  return isLargeModel(match.model, match.variant);
}

/** Kinds of control images that the trainer makes by itself. */
const generatedKinds = ['depth', 'line', 'pose'];

/** Whether an entry gets its control images without control folders. */
export function hasOwnControls(dataset: DatasetView): boolean {
  if (dataset.block.truthy('control_from_same_folder')) return true;
  const wanted = dataset.block.get('controls');
  const kinds = typeof wanted === 'string' ? [wanted] : Array.isArray(wanted) ? wanted : [];
  return kinds.some((kind) => generatedKinds.includes(String(kind)));
}

/** Whether latents of an entry are cached; augmentation switches caching off. */
export function cachesLatents(block: Block): boolean {
  return !isAugmented(block) && (block.truthy('cache_latents') || block.truthy('cache_latents_to_disk'));
}

/** Whether images of an entry are changed at random, which cannot be cached. */
export function isAugmented(block: Block): boolean {
  const list = (value: unknown): boolean => (Array.isArray(value) || isMapping(value)) && isTruthy(value);
  return list(block.get('augments')) || list(block.get('augmentations'));
}

/** The control images of a sample that this model looks at. */
export function controlsFor(model: ModelArch, sample: SampleView): readonly PathUse[] {
  return [...new Set(model.sampleControls.keys.flatMap((key) => sample.controls[key] ?? []))];
}

/** Sampling of these models fails at a control image instead of leaving it aside. */
export function refusesSampleControls(model: ModelArch): boolean {
  return model.arch === 'qwen_image';
}

const loraKeys = ['assistant_lora_path', 'inference_lora_path', 'lora_path'] as const;

/** The keys of LoRAs that these models refuse while they are loaded. */
export function refusedLoraKeys(model: ModelArch): readonly string[] {
  if (model.family === 'Wan' || ['lumina2', 'cogview4'].includes(model.arch)) return loraKeys;
  return model.arch === 'sd3' ? ['lora_path'] : [];
}

/** FLUX.1 and Flex.1, which the trainer loads by `is_flux`. */
export function isLegacyFlux(model: ModelArch): boolean {
  return model.arch === 'flux';
}

/**
 * Models that came to the trainer after it had learnt to cache the latents of videos (0.7.19): LTX-2.3 with 0.7.25,
 * MiniMax-H3 with 0.12.2, LTX-2.5 with 0.12.14. A trainer that knows them can do it; its interface turns it on for them.
 */
export function alwaysCachedVideoLatents(model: ModelArch): boolean {
  return model.family === 'MiniMax-H3' || (isLtx2(model) && model.arch !== 'ltx2');
}

/** Models that ask the batch for frames or control images, which validation does not have. */
export function cannotValidate(model: ModelArch): boolean {
  if (model.family === 'LTX' || model.datasetControls.required) return true;
  return model.family === 'Wan' && model.imageToVideo !== 'no';
}

/** Sampling of these models asks the text encoder for its weights, which are gone once embeddings are cached. */
export function samplesWithTextEncoder(model: ModelArch): boolean {
  return ['chroma', 'flux_kontext', 'flex2', 'cogview4'].includes(model.arch);
}

/** Samplers other than these fail with FLUX.1 and Lumina: they know no shift by resolution. */
export function needsFlowSampler(model: ModelArch): boolean {
  return isLegacyFlux(model) || model.arch === 'lumina2';
}

/** The key whose LoRA comes from disk or as "owner/repository/file" from Hugging Face, in no other form. */
export function loraFileKey(model: ModelArch): string | null {
  if (model.family === 'Z-Image' || model.family === 'Krea 2') return 'assistant_lora_path';
  return model.family === 'Ideogram' ? 'unconditional_lora_path' : null;
}

/** These models are quantized in a way of their own, which knows no recovery adapters. */
export function ignoresRecoveryAdapter(model: ModelArch): boolean {
  const own = ['chroma', 'chroma_radiance', 'flux_kontext', 'flex2', 'omnigen2', 'f-lite', 'cogview4'];
  return model.loader === 'legacy' || own.includes(model.arch);
}

/** Loading these models looks at `quantize`; the oldest ones know nothing of it. */
export function quantizes(model: ModelArch): boolean {
  return model.loader === 'registered' || ['flux', 'sd3', 'lumina2'].includes(model.arch);
}

/** These are loaded from the folder `transformer` of a repository or of a folder, never from one file. */
export function needsModelFolder(model: ModelArch): boolean {
  const others = ['flux', 'flux_kontext', 'flex2', 'sd3', 'lumina2', 'hidream', 'hidream_e1', 'omnigen2'];
  const newer = ['ernie_image', 'nucleus_image', 'f-lite', 'cogview4'];
  return model.family === 'Wan' || others.includes(model.arch) || newer.includes(model.arch);
}
