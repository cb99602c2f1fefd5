import type { ModelArch } from './model.ts';
import {
  diffusionModels,
  flowDefaults,
  imageModel,
  interfaceModels,
  known,
  measured,
  noConvolutions,
  pullsForFile,
  quantizedLowMemory,
  seen,
  timesteps,
} from './terms.ts';

const folder = `${diffusionModels}/z_image`;
const uiDefaults = { ...quantizedLowMemory, ...timesteps('weighted') };
const turbo = 'Tongyi-MAI/Z-Image-Turbo';

/** The Z-Image models. */
export const zImageModels: readonly ModelArch[] = [
  {
    ...imageModel,
    arch: 'zimage',
    title: 'Z-Image',
    family: 'Z-Image',
    size: measured(6.2),
    aliases: ['z_image', 'z-image', 'zimage_turbo', 'z_image_turbo'],
    variants: [
      { name: 'zimage', title: 'Z-Image', nameOrPath: 'Tongyi-MAI/Z-Image', uiDefaults },
      {
        name: 'zimage:turbo',
        title: 'Z-Image Turbo (w/ Training Adapter)',
        nameOrPath: turbo,
        uiDefaults: {
          ...uiDefaults,
          'model.assistant_lora_path':
            'ostris/zimage_turbo_training_adapter/zimage_turbo_training_adapter_v2.safetensors',
          'sample.guidance_scale': 1,
          'sample.sample_steps': 9,
        },
      },
      {
        name: 'zimage:deturbo',
        title: 'Z-Image De-Turbo (De-Distilled)',
        nameOrPath: 'ostris/Z-Image-De-Turbo',
        uiDefaults: {
          ...uiDefaults,
          'model.extras_name_or_path': turbo,
          'sample.guidance_scale': 3,
          'sample.sample_steps': 25,
        },
      },
    ],
    repositories: [pullsForFile('extras', turbo, 'extras_name_or_path')],
    divisibilityPx: 16,
    defaults: flowDefaults('weighted'),
    sources: [
      seen('registered name', `${folder}/z_image.py:54`),
      seen('extras for a single file', `${folder}/z_image.py:50-181`),
      seen('sides in steps of 16', `${folder}/z_image.py:81-82`),
      seen('interface defaults', `${interfaceModels}:659`),
    ],
  },
  {
    ...imageModel,
    arch: 'zimage_l2p',
    title: 'Z-Image L2P',
    family: 'Z-Image',
    size: known(6.2),
    variants: [
      {
        name: 'zimage_l2p',
        title: 'Z-Image L2P (pixel space)',
        nameOrPath: 'zhen-nan/L2P/model-1k-merge.safetensors',
        uiDefaults: {
          ...quantizedLowMemory,
          ...noConvolutions,
          ...timesteps('linear'),
          'model.extras_name_or_path': turbo,
        },
      },
    ],
    divisibilityPx: 16,
    defaults: flowDefaults('linear'),
    sources: [
      seen('registered name', `${folder}/z_image_l2p_model.py:292`),
      seen('which names it loads', `${folder}/z_image_l2p_model.py:297-328`),
      seen('interface defaults', `${interfaceModels}:1410`),
    ],
  },
];
