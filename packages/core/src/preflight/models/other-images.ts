import type { ModelArch } from './model.ts';
import {
  diffusionModels,
  flowDefaults,
  imageModel,
  interfaceModels,
  known,
  measured,
  noConvolutions,
  pulls,
  quantized,
  quantizedLowMemory,
  seen,
  timesteps,
} from './terms.ts';

const ideogramPrompt = `{
  "high_level_description": "A lighthouse on a rocky shore at dusk, painted in wide soft strokes.",
  "style_description": { "aesthetics": "Calm, wide, blue hour." }
}
`;

/** Text-to-image models that stand alone. */
export const otherImageModels: readonly ModelArch[] = [
  {
    ...imageModel,
    arch: 'anima',
    title: 'Anima',
    family: 'Anima',
    size: known(2),
    variants: [
      {
        name: 'anima',
        title: 'Anima',
        nameOrPath: 'circlestone-labs/Anima-Base-v1.0-Diffusers',
        uiDefaults: {
          ...timesteps('weighted'),
          'model.qtype': '',
          'model.qtype_te': '',
          'sample.neg':
            'worst quality, low quality, score_1, score_2, score_3, blurry, jpeg artifacts, sepia, signature, artist name',
        },
      },
    ],
    divisibilityPx: 32,
    defaults: flowDefaults('weighted'),
    sources: [
      seen('registered name', `${diffusionModels}/anima/anima.py:220`),
      seen('sides in steps of 32', `${diffusionModels}/anima/anima.py:246-247`),
      seen('interface defaults', `${interfaceModels}:83`),
    ],
  },
  {
    ...imageModel,
    arch: 'ernie_image',
    title: 'ERNIE-Image',
    family: 'ERNIE-Image',
    size: known(8),
    variants: [
      {
        name: 'ernie_image',
        title: 'ERNIE-Image',
        nameOrPath: 'baidu/ERNIE-Image',
        uiDefaults: { ...quantizedLowMemory, ...timesteps('weighted') },
      },
    ],
    divisibilityPx: 32,
    defaults: flowDefaults('weighted'),
    sources: [
      seen('registered name', `${diffusionModels}/ernie_image/ernie_image.py:48`),
      seen('sides in steps of 32', `${diffusionModels}/ernie_image/ernie_image.py:71-72`),
      seen('interface defaults', `${interfaceModels}:1208`),
    ],
  },
  {
    ...imageModel,
    arch: 'nucleus_image',
    title: 'Nucleus-Image',
    family: 'Nucleus-Image',
    size: known(17),
    variants: [
      {
        name: 'nucleus_image',
        title: 'Nucleus-Image',
        nameOrPath: 'NucleusAI/Nucleus-Image',
        uiDefaults: {
          ...quantized,
          ...timesteps('linear'),
          'network.network_kwargs.ignore_if_contains': ['img_mlp.experts', 'img_mlp.gate'],
          'network.linear': 128,
          'network.linear_alpha': 128,
        },
      },
    ],
    divisibilityPx: 32,
    defaults: flowDefaults('linear'),
    sources: [
      seen('registered name', `${diffusionModels}/nucleus_image/nucleus_image_model.py:50`),
      seen('sides in steps of 32', `${diffusionModels}/nucleus_image/nucleus_image_model.py:73-74`),
      seen('interface defaults', `${interfaceModels}:1367`),
    ],
  },
  {
    ...imageModel,
    arch: 'ideogram4',
    title: 'Ideogram 4',
    family: 'Ideogram',
    size: measured(9),
    variants: [
      {
        name: 'ideogram4',
        title: 'Ideogram4',
        nameOrPath: 'ideogram-ai/ideogram-4-fp8',
        uiDefaults: {
          ...quantizedLowMemory,
          ...noConvolutions,
          ...timesteps('linear'),
          'model.unconditional_lora_path':
            'ostris/ideogram_4_unconditional_lora/ideogram_4_unconditional_lora_r16.safetensors',
        },
        samplePrompt: ideogramPrompt,
      },
    ],
    repositories: [pulls('text_encoder', 'Qwen/Qwen3-VL-8B-Instruct', 'model_kwargs.text_encoder_path')],
    divisibilityPx: 16,
    defaults: flowDefaults('linear'),
    sources: [
      seen('registered name', `${diffusionModels}/ideogram4/ideogram4.py:162`),
      seen('text encoder', `${diffusionModels}/ideogram4/ideogram4.py:63-224`),
      seen('34 layers of width 4608', `${diffusionModels}/ideogram4/src/transformer.py:44-52`),
      seen('sides in steps of 16', `${diffusionModels}/ideogram4/ideogram4.py:207-209`),
      seen('interface defaults', `${interfaceModels}:1427`),
    ],
  },
  {
    ...imageModel,
    arch: 'prx_pixel',
    title: 'PRXPixel',
    family: 'PRX',
    size: known(7),
    variants: [
      {
        name: 'prx_pixel',
        title: 'PRXPixel (pixel space)',
        nameOrPath: 'Photoroom/prxpixel-t2i',
        uiDefaults: { ...quantizedLowMemory, ...noConvolutions, ...timesteps('linear') },
      },
    ],
    divisibilityPx: 16,
    defaults: flowDefaults('linear'),
    sources: [
      seen('registered name', `${diffusionModels}/prx_pixel_t2i/prx_pixel_t2i.py:81`),
      seen('sides in steps of 16', `${diffusionModels}/prx_pixel_t2i/prx_pixel_t2i.py:110-112`),
      seen('interface defaults', `${interfaceModels}:1455`),
    ],
  },
  {
    ...imageModel,
    arch: 'f-lite',
    title: 'F Lite',
    family: 'F Lite',
    size: known(10),
    aliases: ['f_lite', 'flite', 'f_light'],
    variants: [],
    divisibilityPx: 16,
    defaults: flowDefaults('sigmoid'),
    sources: [
      seen('registered name', `${diffusionModels}/f_light/f_light.py:35`),
      seen('sides in steps of 16', `${diffusionModels}/f_light/f_light.py:63-65`),
    ],
  },
  {
    ...imageModel,
    arch: 'cogview4',
    title: 'CogView4',
    family: 'CogView',
    size: known(6),
    variants: [],
    divisibilityPx: 8,
    defaults: flowDefaults('sigmoid'),
    sources: [
      seen('registered name', 'toolkit/models/cogview4.py:63'),
      seen('LoRAs to start from are refused', 'toolkit/models/cogview4.py:133-145'),
      seen('sides in steps of 8', 'toolkit/models/base_model.py:272-284'),
    ],
  },
];
