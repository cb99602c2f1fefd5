import type { ModelArch } from './model.ts';
import {
  diffusionModels,
  flowDefaults,
  imageModel,
  interfaceModels,
  known,
  measured,
  pulls,
  quantized,
  seen,
} from './terms.ts';

const folder = `${diffusionModels}/chroma`;
const zetaFile = `${diffusionModels}/zeta_chroma/zeta_chroma_model.py`;
const extras = pulls('extras', 'ostris/Flex.1-alpha');

/** The Chroma models. */
export const chromaModels: readonly ModelArch[] = [
  {
    ...imageModel,
    arch: 'chroma',
    title: 'Chroma',
    family: 'Chroma',
    size: measured(8.9),
    aliases: ['chroma1'],
    variants: [
      { name: 'chroma', title: 'Chroma', nameOrPath: 'lodestones/Chroma1-Base', uiDefaults: quantized },
    ],
    repositories: [extras],
    divisibilityPx: 32,
    defaults: flowDefaults('sigmoid'),
    sources: [
      seen('registered name', `${folder}/chroma_model.py:66`),
      seen('which names it loads', `${folder}/chroma_model.py:102-143`),
      seen('text encoder and VAE come from Flex.1', `${folder}/chroma_model.py:145-223`),
      seen('sides in steps of 32', `${folder}/chroma_model.py:94-96`),
      seen('interface defaults', `${interfaceModels}:180`),
    ],
  },
  {
    ...imageModel,
    arch: 'chroma_radiance',
    title: 'Chroma Radiance',
    family: 'Chroma',
    size: known(8.9),
    variants: [],
    repositories: [extras],
    divisibilityPx: 32,
    defaults: flowDefaults('sigmoid'),
    sources: [
      seen('registered name', `${folder}/chroma_radiance_model.py:67`),
      seen('text encoder comes from Flex.1', `${folder}/chroma_radiance_model.py:147-149`),
      seen('sides in steps of 32', `${folder}/chroma_radiance_model.py:95-97`),
    ],
  },
  {
    ...imageModel,
    arch: 'zeta_chroma',
    title: 'Zeta Chroma',
    family: 'Chroma',
    size: null,
    variants: [
      {
        name: 'zeta_chroma',
        title: 'Zeta Chroma',
        nameOrPath: 'lodestones/Zeta-Chroma/zeta-chroma-base-x0-pixel-dino-distance.safetensors',
        uiDefaults: { ...quantized, 'model.extras_name_or_path': 'Tongyi-MAI/Z-Image-Turbo' },
      },
    ],
    divisibilityPx: 32,
    defaults: flowDefaults('sigmoid'),
    sources: [
      seen('registered name and patch size', `${zetaFile}:41-58`),
      seen('the text encoder comes from the extras', `${zetaFile}:72-150`),
      seen('interface defaults', `${interfaceModels}:194`),
    ],
  },
];
