import type { FrameRule, ModelArch } from './model.ts';
import {
  diffusionModels,
  flowDefaults,
  imageModel,
  imagesAndSoundVideos,
  interfaceModels,
  known,
  measured,
  optionalDatasetControls,
  optionalSampleControl,
  optionalSampleControls,
  pulls,
  quantizedLowMemory,
  seen,
  timesteps,
} from './terms.ts';

const ltxFile = `${diffusionModels}/ltx2/ltx2.py`;
const minimaxFile = `${diffusionModels}/minimax_h3/minimax_h3.py`;

const everyEighth: FrameRule = { multiple: 8, offset: 1, onMismatch: 'crash' };
const everySeventeenth: FrameRule = { multiple: 17, offset: 5, onMismatch: 'trim' };
const gemma = 'Lightricks/gemma-3-12b-it-qat-q4_0-unquantized';

const squareClip = { sampleFps: 24, sampleWidth: 768, sampleHeight: 768 };
const squareClipSettings = { 'sample.fps': 24, 'sample.width': 768, 'sample.height': 768 };

const ltxSettings = {
  ...quantizedLowMemory,
  ...timesteps('weighted'),
  ...squareClipSettings,
  'sample.num_frames': 121,
  'train.audio_loss_multiplier': 1,
  'datasets[].do_i2v': false,
  'datasets[].do_audio': true,
  'datasets[].fps': 24,
  'datasets[].auto_frame_count': false,
};

const minimaxSettings = {
  ...quantizedLowMemory,
  ...timesteps('shift'),
  ...squareClipSettings,
  'model.qtype': 'convrot8',
  'model.qtype_te': 'nvfp4',
  'train.cache_text_embeddings': true,
  'train.do_guidance_loss': true,
  'train.guidance_loss_target': 3.5,
  'train.audio_loss_multiplier': 1,
  'network.linear': 16,
  'network.linear_alpha': 16,
  'network.network_kwargs.ignore_if_contains': ['adaln_proj'],
  'sample.num_frames': 107,
  'sample.guidance_scale': 1,
  'sample.sample_steps': 28,
  'datasets[].do_audio': true,
  'datasets[].cache_latents_to_disk': true,
  'datasets[].fps': 24,
  'datasets[].num_frames': 39,
  'datasets[].auto_frame_count': true,
};

const video = {
  ...imageModel,
  modality: 'video',
  imageToVideo: 'optional',
  sampleControls: optionalSampleControl,
  trainsOn: imagesAndSoundVideos,
  divisibilityPx: 32,
} as const;

const ltx = {
  ...video,
  family: 'LTX',
  frames: everyEighth,
  defaults: flowDefaults('weighted', { ...squareClip, sampleNumFrames: 121 }),
} as const;

const minimax = {
  ...video,
  family: 'MiniMax-H3',
  frames: everySeventeenth,
  size: measured(33),
  defaults: flowDefaults('shift', { ...squareClip, sampleNumFrames: 107 }),
} as const;

const ltxFacts = [
  seen('sides in steps of 32', `${ltxFile}:243-244`),
  seen('other counts than 8n+1 do not fit the packed latents', `${ltxFile}:941-958`),
  seen('the first frame is optional when sampling', `${ltxFile}:656-689`),
];

/** Video models that make sound too. */
export const videoWithSoundModels: readonly ModelArch[] = [
  {
    ...ltx,
    arch: 'ltx2',
    title: 'LTX-2',
    size: known(19),
    aliases: ['ltx', 'ltx_2', 'ltx-2'],
    variants: [{ name: 'ltx2', title: 'LTX-2', nameOrPath: 'Lightricks/LTX-2', uiDefaults: ltxSettings }],
    sources: [
      seen('registered name', `${ltxFile}:204`),
      ...ltxFacts,
      seen('interface defaults', `${interfaceModels}:1056`),
    ],
  },
  {
    ...ltx,
    arch: 'ltx2.3',
    title: 'LTX-2.3',
    size: known(22),
    aliases: ['ltx23', 'ltx2_3'],
    variants: [
      {
        name: 'ltx2.3',
        title: 'LTX-2.3',
        nameOrPath: 'Lightricks/LTX-2.3/ltx-2.3-22b-dev.safetensors',
        uiDefaults: { ...ltxSettings, 'datasets[].cache_latents_to_disk': true },
      },
    ],
    repositories: [pulls('text_encoder', gemma, 'te_name_or_path')],
    sources: [
      seen('registered name and text encoder', `${ltxFile}:1213-1216`),
      seen('text encoder', `${ltxFile}:82`),
      ...ltxFacts,
      seen('interface defaults', `${interfaceModels}:1094`),
    ],
  },
  {
    ...ltx,
    arch: 'ltx2.5',
    title: 'LTX-2.5',
    size: known(22),
    aliases: ['ltx25', 'ltx2_5'],
    variants: [
      {
        name: 'ltx2.5',
        title: 'LTX-2.5',
        nameOrPath: 'Lightricks/LTX-2.5',
        uiDefaults: {
          ...ltxSettings,
          'model.qtype': 'convrot8',
          'model.qtype_te': 'convrot8',
          'datasets[].cache_latents_to_disk': true,
        },
      },
    ],
    repositories: [
      { role: 'extras', repository: 'Lightricks/LTX-2.5', replacedBy: [], onlyForSingleFile: true },
    ],
    sources: [
      seen('registered name', `${ltxFile}:1236-1239`),
      seen('files it downloads when they are missing', `${ltxFile}:1224-1297`),
      ...ltxFacts,
      seen('interface defaults', `${interfaceModels}:1133`),
    ],
  },
  {
    ...minimax,
    arch: 'minimax_h3',
    title: 'MiniMax-H3',
    variants: [
      {
        name: 'minimax_h3',
        title: 'MiniMax-H3',
        nameOrPath: 'Comfy-Org/MiniMax-H3',
        uiDefaults: {
          ...minimaxSettings,
          'datasets[].do_i2v': false,
          'model.assistant_lora_path':
            'ostris/minimax_h3_training_adapter/minimax_h3_training_adapter_v1.safetensors',
        },
      },
    ],
    repositories: [pulls('tokenizer', 'MiniMaxAI/MiniMax-H3')],
    datasetControls: optionalDatasetControls(1),
    sources: [
      seen('registered name', `${minimaxFile}:170`),
      seen('weights and tokenizer', `${minimaxFile}:109-120`),
      seen('frames are trimmed to 17n+5', `${minimaxFile}:761-769`),
      seen('the first frame is optional when sampling', `${minimaxFile}:1148-1152`),
      seen('interface defaults', `${interfaceModels}:726`),
    ],
  },
  {
    ...minimax,
    arch: 'minimax_h3_ref2va',
    title: 'MiniMax-H3 with references',
    imageToVideo: 'no',
    variants: [
      {
        name: 'minimax_h3_ref2va',
        title: 'MiniMax-H3 Ref2V',
        nameOrPath: 'Comfy-Org/MiniMax-H3',
        uiDefaults: {
          ...minimaxSettings,
          'model.assistant_lora_path':
            'ostris/minimax_h3_training_adapter/minimax_h3_ref2va_training_adapter_v1.safetensors',
        },
      },
    ],
    repositories: [pulls('tokenizer', 'MiniMaxAI/MiniMax-H3')],
    datasetControls: { min: 0, max: 3, required: false, kinds: ['image', 'video'] },
    sampleControls: optionalSampleControls,
    sources: [
      seen('registered name', `${minimaxFile}:1267`),
      seen('references may be videos', `${minimaxFile}:1293-1299`),
      seen('references of a batch must be equal in number and shape', `${minimaxFile}:1505-1528`),
      seen('interface defaults', `${interfaceModels}:877`),
    ],
  },
];
