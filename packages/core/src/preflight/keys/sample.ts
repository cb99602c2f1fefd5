import type { ConfigKey, KeyBlock } from './key.ts';
import { amount, choice, flag, list, path, sections, text, whole } from './terms.ts';

/** Names of noise schedulers; the older, general model class samples and trains with one of them. */
export const schedulerNames = [
  'flowmatch',
  'ddpm',
  'ddim',
  'pndm',
  'lms',
  'k_lms',
  'euler',
  'k_euler',
  'euler_a',
  'dpmsolver',
  'dpmsolver++',
  'k_dpmsolver',
  'k_dpmsolver++',
  'dpmsingle',
  'heun',
  'dpm_2',
  'dpm_2_a',
  'lcm',
  'custom_lcm',
  'mean_flow',
];

const imageKeys: readonly ConfigKey[] = [
  whole('width', 512, 'Width in pixels; cut down to what the model can make.', { min: 1 }),
  whole('height', 512, 'Height in pixels; cut down to what the model can make.', { min: 1 }),
  text('neg', null, 'What the picture should not show; an empty text for nothing.', { types: ['string'] }),
  amount('guidance_scale', 7, 'How closely to follow the prompt.'),
  whole('sample_steps', 20, 'Denoising steps.', { min: 1 }),
  whole('fps', 16, 'Frames per second of a video.', { min: 1 }),
  whole('num_frames', 1, 'Frames of a video; 1 makes an image.', { min: 1 }),
  flag('do_cfg_norm', false, 'Normalise the guidance (Qwen-Image-Edit-2509).'),
];

/** `sample.samples[]`: one picture, video or piece of sound made while training. */
export const sampleItemBlock: KeyBlock = {
  title: 'sample.samples[]',
  source: { shows: 'keys of one sample', file: 'toolkit/config_modules.py', lines: '44-77' },
  keys: [
    text('prompt', null, 'What to make. Everything after -- is read as flags.'),
    ...imageKeys.map(withoutDefault),
    whole('seed', null, 'Seed of this sample; counted up from sample.seed when not given.'),
    path('ctrl_img', 'file', 'Control image of this sample.'),
    whole('ctrl_idx', 0, 'Number of the control, for models with several kinds.'),
    path('ctrl_img_1', 'file', 'First control image; ctrl_img when not given.'),
    path('ctrl_img_2', 'file', 'Second control image.'),
    path('ctrl_img_3', 'file', 'Third control image.'),
    amount('network_multiplier', 1, 'Strength of the LoRA.', { types: ['number', 'string'] }),
  ],
};

/** `sample` and `first_sample`: what is made to look at while training. */
export const sampleBlock: KeyBlock = {
  title: 'sample',
  source: { shows: 'keys of sample', file: 'toolkit/config_modules.py', lines: '79-114' },
  keys: [
    choice('sampler', 'ddpm', schedulerNames, 'passed_on', 'Noise scheduler for sampling.', {
      prefixes: ['sample_'],
    }),
    whole('sample_every', 100, 'Steps between samples; 0 makes only the first and the last.', {
      types: ['integer', 'null'],
      min: 0,
    }),
    whole('sample_start_step', 0, 'No samples before this step.', { min: 0 }),
    ...imageKeys,
    whole('seed', 0, 'Seed of the first sample; -1 for a random one.'),
    flag('walk_seed', false, 'Count the seed up from sample to sample.'),
    amount('network_multiplier', 1, 'Strength of the LoRA.', { types: ['number', 'string'] }),
    amount('guidance_rescale', 0, 'How far to rescale the guidance (SDXL).'),
    choice(
      'format',
      'jpg',
      ['jpg', 'png', 'webp', 'wav', 'mp3', 'flac', 'ogg'],
      'passed_on',
      'File format of the samples.',
    ),
    amount('adapter_conditioning_scale', 1, 'Strength of the adapter.'),
    amount('refiner_start_at', 0.5, 'Share of the steps after which the refiner takes over.', {
      min: 0,
      max: 1,
    }),
    list('extra_values', ['number'], [], 'Further numbers for models that take them.'),
    sections('samples', sampleItemBlock, 'What to make, one entry each.'),
    list('prompts', ['string', 'null'], [], 'Older form of samples: prompts alone.', { aliasOf: 'samples' }),
  ],
};

function withoutDefault(key: ConfigKey): ConfigKey {
  const { default: _, ...rest } = key;
  return { ...rest, description: `${key.description} From sample when not given.` };
}
