import type { FrameRule, ModelArch } from './model.ts';
import {
  diffusionModels,
  flowDefaults,
  imageModel,
  imagesAndVideos,
  interfaceModels,
  known,
  measured,
  optionalSampleControl,
  pulls,
  quantized,
  quantizedLowMemory,
  quantizedTextEncoder,
  requiredSampleControl,
  seen,
  timesteps,
} from './terms.ts';

const wan21File = 'toolkit/models/wan21/wan21.py';
const wan21ImageFile = 'toolkit/models/wan21/wan21_i2v.py';
const wan22File = `${diffusionModels}/wan22/wan22_14b_model.py`;
const wan22ImageFile = `${diffusionModels}/wan22/wan22_14b_i2v_model.py`;
const wan22SmallFile = `${diffusionModels}/wan22/wan22_5b_model.py`;
const adapters = 'ostris/accuracy_recovery_adapters';

const everyFourth: FrameRule = { multiple: 4, offset: 1, onMismatch: 'trim' };
const textEncoder = pulls('text_encoder', 'ai-toolkit/umt5_xxl_encoder');
const clips = { 'sample.num_frames': 41, 'sample.fps': 16, 'datasets[].fps': 16 };
const clipDefaults = { sampleFps: 16, sampleNumFrames: 41 };
const bothStages = { 'model.model_kwargs': { train_high_noise: true, train_low_noise: true } };

const video = { ...imageModel, modality: 'video', frames: everyFourth, trainsOn: imagesAndVideos } as const;

/** The Wan video models. */
export const wanModels: readonly ModelArch[] = [
  {
    ...video,
    arch: 'wan21',
    title: 'Wan 2.1',
    family: 'Wan',
    size: measured(14.3),
    aliases: ['wan', 'wan2.1'],
    variants: [
      {
        name: 'wan21:1b',
        title: 'Wan 2.1 (1.3B)',
        nameOrPath: 'Wan-AI/Wan2.1-T2V-1.3B-Diffusers',
        size: known(1.3),
        uiDefaults: { ...quantizedTextEncoder, ...clips },
      },
      {
        name: 'wan21:14b',
        title: 'Wan 2.1 (14B)',
        nameOrPath: 'Wan-AI/Wan2.1-T2V-14B-Diffusers',
        uiDefaults: { ...quantized, ...clips },
      },
    ],
    repositories: [textEncoder],
    divisibilityPx: 16,
    defaults: flowDefaults('sigmoid', clipDefaults),
    sources: [
      seen('registered name', `${wan21File}:311`),
      seen('text encoder', `${wan21File}:404-406`),
      seen('sides in steps of 16', `${wan21File}:335-336`),
      seen('LoRAs to start from are refused', `${wan21File}:365-370`),
      seen('interface defaults', `${interfaceModels}:212`),
    ],
  },
  {
    ...video,
    arch: 'wan21_i2v',
    title: 'Wan 2.1 image to video',
    family: 'Wan',
    imageToVideo: 'required',
    size: measured(14.3),
    aliases: ['wan21:i2v'],
    variants: [
      {
        name: 'wan21_i2v:14b480p',
        title: 'Wan 2.1 I2V (14B-480P)',
        nameOrPath: 'Wan-AI/Wan2.1-I2V-14B-480P-Diffusers',
        uiDefaults: { ...quantized, ...timesteps('weighted'), ...clips },
      },
      {
        name: 'wan21_i2v:14b',
        title: 'Wan 2.1 I2V (14B-720P)',
        nameOrPath: 'Wan-AI/Wan2.1-I2V-14B-720P-Diffusers',
        uiDefaults: { ...quantized, ...timesteps('weighted'), ...clips },
      },
    ],
    repositories: [textEncoder],
    sampleControls: requiredSampleControl,
    latentCaching: 'never',
    divisibilityPx: 16,
    defaults: flowDefaults('weighted', clipDefaults),
    sources: [
      seen('registered name', `${wan21ImageFile}:284`),
      seen('a sample without ctrl_img is refused', `${wan21ImageFile}:415-416`),
      seen('the first frame comes from the uncached clip', `${wan21ImageFile}:492-498`),
      seen('image encoder from the same repository', `${wan21ImageFile}:313-329`),
      seen('interface defaults', `${interfaceModels}:231`),
    ],
  },
  {
    ...video,
    arch: 'wan22_14b',
    title: 'Wan 2.2 14B',
    family: 'Wan',
    size: measured(14.3),
    aliases: ['wan22', 'wan2.2', 'wan22_t2v'],
    variants: [
      {
        name: 'wan22_14b:t2v',
        title: 'Wan 2.2 (14B)',
        nameOrPath: 'ai-toolkit/Wan2.2-T2V-A14B-Diffusers-bf16',
        uiDefaults: { ...quantizedLowMemory, ...timesteps('linear'), ...clips, ...bothStages },
        recoveryAdapters: { '4 bit with ARA': `uint4|${adapters}/wan22_14b_t2i_torchao_uint4.safetensors` },
      },
    ],
    repositories: [textEncoder, pulls('vae', 'ai-toolkit/wan2.1-vae')],
    divisibilityPx: 16,
    defaults: flowDefaults('linear', clipDefaults),
    sources: [
      seen('registered name', `${wan22File}:165`),
      seen('VAE', `${wan22File}:168`),
      seen('one of the two stages must be trained', `${wan22File}:196-207`),
      seen('sides in steps of 16', `${wan22File}:248-250`),
      seen('interface defaults', `${interfaceModels}:290`),
    ],
  },
  {
    ...video,
    arch: 'wan22_14b_i2v',
    title: 'Wan 2.2 14B image to video',
    family: 'Wan',
    imageToVideo: 'required',
    size: measured(14.3),
    // The trainer drops the tag of the first one and would load the text-to-video model.
    aliases: ['wan22_14b:i2v', 'wan22:i2v', 'wan22_i2v'],
    variants: [
      {
        name: 'wan22_14b_i2v',
        title: 'Wan 2.2 I2V (14B)',
        nameOrPath: 'ai-toolkit/Wan2.2-I2V-A14B-Diffusers-bf16',
        uiDefaults: { ...quantizedLowMemory, ...timesteps('linear'), ...clips, ...bothStages },
        recoveryAdapters: { '4 bit with ARA': `uint4|${adapters}/wan22_14b_i2v_torchao_uint4.safetensors` },
      },
    ],
    repositories: [textEncoder, pulls('vae', 'ai-toolkit/wan2.1-vae')],
    sampleControls: requiredSampleControl,
    latentCaching: 'never',
    divisibilityPx: 16,
    defaults: flowDefaults('linear', clipDefaults),
    sources: [
      seen('registered name', `${wan22ImageFile}:16`),
      seen('only ctrl_img is read when sampling', `${wan22ImageFile}:41-42`),
      seen(
        'sampling without it ends in unequal channels',
        `${diffusionModels}/wan22/wan22_pipeline.py:163-269`,
      ),
      seen('the first frame comes from the uncached clip', `${wan22ImageFile}:122-128`),
      seen('interface defaults', `${interfaceModels}:328`),
    ],
  },
  {
    ...video,
    arch: 'wan22_5b',
    title: 'Wan 2.2 5B',
    family: 'Wan',
    imageToVideo: 'optional',
    size: known(5),
    aliases: ['wan22_ti2v_5b'],
    variants: [
      {
        name: 'wan22_5b',
        title: 'Wan 2.2 TI2V (5B)',
        nameOrPath: 'Wan-AI/Wan2.2-TI2V-5B-Diffusers',
        uiDefaults: {
          ...quantizedLowMemory,
          ...timesteps('weighted'),
          'sample.num_frames': 121,
          'sample.fps': 24,
          'sample.width': 768,
          'sample.height': 768,
          'datasets[].do_i2v': true,
          'datasets[].fps': 24,
        },
      },
    ],
    repositories: [textEncoder],
    sampleControls: optionalSampleControl,
    latentCaching: 'not_images_with_do_i2v',
    divisibilityPx: 32,
    defaults: flowDefaults('weighted', {
      sampleFps: 24,
      sampleNumFrames: 121,
      sampleWidth: 768,
      sampleHeight: 768,
    }),
    sources: [
      seen('registered name', `${wan22SmallFile}:84`),
      seen('sides in steps of 32', `${wan22SmallFile}:117-119`),
      seen('the first frame is optional when sampling', `${wan22SmallFile}:175-176`),
      seen('single images with do_i2v need the uncached image', `${wan22SmallFile}:266-298`),
      seen('interface defaults', `${interfaceModels}:366`),
    ],
  },
];
