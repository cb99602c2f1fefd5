import { audioModels } from './audio.ts';
import { chromaModels } from './chroma.ts';
import { editPairModels } from './edit-pairs.ts';
import { fluxModels } from './flux.ts';
import { hidreamModels } from './hidream.ts';
import type { ModelArch, ModelVariant } from './model.ts';
import { otherImageModels } from './other-images.ts';
import { qwenModels } from './qwen.ts';
import { stableDiffusionModels } from './stable-diffusion.ts';
import { videoWithSoundModels } from './video-with-sound.ts';
import { wanModels } from './wan.ts';
import { zImageModels } from './z-image.ts';

/** The version and commit of AI Toolkit that the catalogue and the key table were read from. */
export const trainerRelease = {
  version: '0.12.26',
  commit: '27a03a91f23eb1b757d5ec2e80ee3e129cfcc350',
} as const;

/** Every architecture of that release. */
export const models: readonly ModelArch[] = [
  ...fluxModels,
  ...qwenModels,
  ...zImageModels,
  ...editPairModels,
  ...hidreamModels,
  ...chromaModels,
  ...otherImageModels,
  ...stableDiffusionModels,
  ...wanModels,
  ...videoWithSoundModels,
  ...audioModels,
];

/** A variant together with the architecture it belongs to. */
export interface NamedModel {
  readonly model: ModelArch;
  readonly variant: ModelVariant;
}

/** Every name of the trainer's interface. */
export const namedModels: readonly NamedModel[] = models.flatMap((model) =>
  model.variants.map((variant) => ({ model, variant })),
);
