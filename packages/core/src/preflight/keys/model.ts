import type { ConfigKey, KeyBlock } from './key.ts';
import { modelArgumentsBlock } from './model-arguments.ts';
import {
  amount,
  choice,
  flag,
  freeMap,
  list,
  numberTypes,
  path,
  section,
  text,
  unused,
  whole,
} from './terms.ts';

/** Quantization types; `type|owner/name/file` adds an accuracy recovery adapter. */
export const quantizationTypes = [
  'qfloat8',
  'float8',
  'int8',
  'convrot8',
  'convrot4',
  'convrotbitnet',
  'convrotcomfyw4a4',
  'nvfp4',
  ...[2, 3, 4, 5, 6, 7, 8].map((bits) => `convrotint${bits}`),
  ...[2, 3, 4, 5, 6, 7, 8].map((bits) => `uint${bits}`),
  'orbit2',
  'orbit3',
  'orbit4',
  'orbitvq2',
  'orbitvq3',
  'orbitvq4',
  'qint2',
  'qint4',
  'qint8',
  'qfloat8_e4m3fn',
  'qfloat8_e4m3fnuz',
  'qfloat8_e5m2',
];

const legacy = { deprecated: 'Name the architecture in model.arch instead.' };

const quantizationKeys: readonly ConfigKey[] = [
  flag('quantize', false, 'Load the model in fewer bits.'),
  flag('quantize_te', false, 'Load the text encoder in fewer bits; as quantize when not given.'),
  choice('qtype', 'qfloat8', quantizationTypes, 'crash', 'Number type for quantize; matters only with it.', {
    prefixes: quantizationTypes.map((type) => `${type}|`),
  }),
  choice(
    'qtype_te',
    'qfloat8',
    quantizationTypes,
    'crash',
    'Number type for quantize_te; matters only with it.',
  ),
  freeMap('quantize_kwargs', 'Further arguments of quantization, such as exclude.'),
  path('accuracy_recovery_adapter', 'model', 'Adapter that makes up for quantization.'),
  list(
    'ignore_if_contains',
    ['string'],
    null,
    'Full fine-tune: leave out layers whose name contains one of these.',
  ),
  list(
    'only_if_contains',
    ['string'],
    null,
    'Full fine-tune: train only layers whose name contains one of these.',
  ),
];

const memoryKeys: readonly ConfigKey[] = [
  flag('low_vram', false, 'Keep parts off the GPU while they are not needed.'),
  flag('layer_offloading', false, 'Keep layers in main memory and fetch them when needed.'),
  flag('auto_memory', false, 'Older name of layer_offloading.', {
    aliasOf: 'layer_offloading',
    deprecated: 'Use layer_offloading.',
  }),
  amount('layer_offloading_transformer_percent', 1, 'Share of the model kept in main memory.', {
    min: 0,
    max: 1,
  }),
  amount('layer_offloading_text_encoder_percent', 1, 'Share of the text encoder kept there.', {
    min: 0,
    max: 1,
  }),
  flag('split_model_over_gpus', false, 'Spread FLUX over several GPUs; needs is_flux.'),
  amount('split_model_other_module_param_count_scale', 0.3, 'How other parts count when spreading.'),
  flag('compile', false, 'Compile the model.'),
  flag('block_compile', false, 'Compile block by block.'),
  choice(
    'compile_mode',
    'default',
    ['default', 'reduce-overhead', 'max-autotune', 'max-autotune-no-cudagraphs'],
    'passed_on',
    'Mode of the compiler.',
  ),
  flag('compile_fullgraph', false, 'Compile as one graph.'),
  flag('compile_dynamic', true, 'Compile for changing sizes.', { types: ['boolean', 'null'] }),
  whole('cache_size_limit', null, 'How many compiled forms are kept.', { min: 1 }),
];

const pathKeys: readonly ConfigKey[] = [
  path('name_or_path', 'model', 'Model on Hugging Face, a local folder or a weights file.', {
    types: ['string'],
  }),
  path('extras_name_or_path', 'model', 'Where text encoder and VAE come from; name_or_path when not given.'),
  path('te_name_or_path', 'model', 'Where the text encoder comes from.'),
  path('vae_path', 'model', 'Where the VAE comes from.'),
  path('unet_path', 'model', 'Where the network comes from, for older models.'),
  path('refiner_name_or_path', 'model', 'SDXL refiner.'),
  path('lora_path', 'model', 'LoRA merged into the model before training.'),
  path('assistant_lora_path', 'model', 'LoRA that is on while training and off while sampling.'),
  path('inference_lora_path', 'model', 'LoRA that is on while sampling only.'),
  path('unconditional_lora_path', 'model', 'LoRA for the unconditional pass.'),
  freeMap('model_paths', 'Files of single parts, for models that take them.'),
];

/** `model`: what is trained on. */
export const modelBlock: KeyBlock = {
  title: 'model',
  source: { shows: 'keys of model', file: 'toolkit/config_modules.py', lines: '626-822' },
  keys: [
    text('arch', null, 'Architecture of the model; without it Stable Diffusion 1.5 is assumed.'),
    ...pathKeys,
    ...quantizationKeys,
    ...memoryKeys,
    choice('dtype', 'float16', numberTypes, 'ignored', 'Overwritten by train.dtype.', unused),
    choice(
      'vae_dtype',
      null,
      numberTypes,
      'passed_on',
      'Number type of the VAE; train.dtype when not given.',
    ),
    choice(
      'te_dtype',
      null,
      numberTypes,
      'passed_on',
      'Number type of the text encoder; train.dtype when not given.',
    ),
    text('vae_device', null, 'Device of the VAE.', unused),
    text('te_device', null, 'Device of the text encoder.', unused),
    whole('text_encoder_bits', 16, 'Bits of the text encoder (PixArt).', {
      values: [16, 8, 4],
      onOtherValue: 'fallback',
    }),
    section('model_kwargs', modelArgumentsBlock, 'Further settings of the architecture.'),
    text('latent_space_version', null, 'Name under which cached latents are kept apart.'),
    flag('in_context', false, 'Reserved.', unused),
    flag('use_text_encoder_1', true, 'SDXL: use the first text encoder.'),
    flag('use_text_encoder_2', true, 'SDXL: use the second text encoder.'),
    flag('experimental_xl', false, 'SDXL: experimental loading.'),
    amount('refiner_start_at', 0.5, 'Share of the steps after which the refiner takes over.', {
      min: 0,
      max: 1,
    }),
    whole('unet_sample_size', null, 'Size the network was made for.'),
    flag('use_flux_cfg', false, 'FLUX: sample with true guidance; bypasses the guidance embedding.'),
    flag('attn_masking', false, 'FLUX: mask padding in attention; needs is_flux.'),
    flag('is_v2', false, 'Stable Diffusion 2.', legacy),
    flag('is_v3', false, 'Stable Diffusion 3.', legacy),
    flag('is_xl', false, 'Stable Diffusion XL.', legacy),
    flag('is_pixart', false, 'PixArt-α.', legacy),
    flag('is_pixart_sigma', false, 'PixArt-Σ.', legacy),
    flag('is_auraflow', false, 'AuraFlow.', legacy),
    flag('is_flux', false, 'FLUX.1.', legacy),
    flag('is_lumina2', false, 'Lumina Image 2.0.', legacy),
    flag('is_vega', false, 'Segmind Vega.', legacy),
    flag('is_ssd', false, 'SSD-1B.', legacy),
    flag('is_v_pred', false, 'The model predicts velocity.'),
    text(
      'hf_token',
      null,
      'Hugging Face token; taken out of the config by this service before anything is kept.',
    ),
  ],
};
