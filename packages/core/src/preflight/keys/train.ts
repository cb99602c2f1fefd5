import type { KeyBlock } from './key.ts';
import { schedulerNames } from './sample.ts';
import {
  amount,
  choice,
  flag,
  freeMap,
  list,
  numberTypes,
  path,
  section,
  sections,
  text,
  whole,
} from './terms.ts';
import { lossKeys, preservationKeys } from './train-loss.ts';
import { noiseKeys } from './train-noise.ts';

/** `train.ema_config`. */
export const movingAverageBlock: KeyBlock = {
  title: 'train.ema_config',
  source: { shows: 'keys of ema_config', file: 'toolkit/config_modules.py', lines: '825-836' },
  keys: [
    flag('use_ema', false, 'Keep a moving average of the weights.'),
    amount('ema_decay', 0.999, 'How slowly the average follows.', { min: 0, max: 1 }),
    flag('use_feedback', false, 'Feed the difference back into the weights.'),
    amount('param_multiplier', 1, 'Factor on the weights after every step.'),
  ],
};

/** `train.validation_config.validation_items[]`. */
export const validationItemBlock: KeyBlock = {
  title: 'train.validation_config.validation_items[]',
  source: { shows: 'keys of one item', file: 'toolkit/config_modules.py', lines: '340-343' },
  keys: [
    path('image_path', 'file', 'Image to validate with.', { types: ['string'], default: '' }),
    text('prompt', '', 'Its caption.'),
  ],
};

/** `train.validation_config`. */
export const validationBlock: KeyBlock = {
  title: 'train.validation_config',
  source: { shows: 'keys of validation_config', file: 'toolkit/config_modules.py', lines: '346-354' },
  keys: [
    sections('validation_items', validationItemBlock, 'Images that are only measured.'),
    whole('resolution', 512, 'Size at which they are measured.', { min: 1 }),
    whole('validate_every_n_steps', 10, 'Steps between measurements.', { min: 1 }),
    list('validation_sigmas', ['number'], [1, 0.75, 0.5, 0.25], 'Noise levels to measure at.'),
  ],
};

/** Names of optimizers; `prodigy` and `dadaptation` may have something after them. */
const optimizerNames = [
  'adamw8bit',
  'adamw',
  'adam',
  'adam8bit',
  'adam8',
  'adamw8',
  'ademamix8bit',
  'lion',
  'lion8bit',
  'adagrad',
  'adafactor',
  'automagic',
  'automagic2',
  'automagic3',
  'automagicexperiment',
  'prodigy',
  'prodigy8bit',
  'dadaptation',
  'dadaptationadam',
  'dadaptationlion',
];

/** `train`: how to train. */
export const trainBlock: KeyBlock = {
  title: 'train',
  source: { shows: 'keys of train', file: 'toolkit/config_modules.py', lines: '375-620' },
  keys: [
    whole('steps', 1000, 'Steps in all, those of an earlier run included.', { min: 1 }),
    whole('batch_size', 1, 'Files per step.', { min: 1 }),
    whole('gradient_accumulation', 1, 'Batches that make one step.', { min: 1 }),
    whole(
      'gradient_accumulation_steps',
      1,
      'Older form that counts every batch as a step; -1 for an epoch.',
      {
        min: -1,
      },
    ),
    amount('lr', 1e-6, 'Learning rate.', { min: 0, exclusiveMin: true }),
    amount('unet_lr', null, 'Learning rate of the model; lr when not given.', { min: 0 }),
    amount('text_encoder_lr', null, 'Learning rate of the text encoder; lr when not given.', { min: 0 }),
    amount('refiner_lr', null, 'Learning rate of the refiner; lr when not given.', { min: 0 }),
    amount('embedding_lr', null, 'Learning rate of an embedding; lr when not given.', { min: 0 }),
    amount('adapter_lr', null, 'Learning rate of an adapter; lr when not given.', { min: 0 }),
    choice('optimizer', 'adamw', optimizerNames, 'crash', 'Optimizer.', {
      prefixes: ['prodigy', 'dadaptation'],
      ignoreCase: true,
    }),
    freeMap('optimizer_params', 'Further arguments of the optimizer.'),
    choice(
      'lr_scheduler',
      'constant',
      [
        'constant',
        'linear',
        'cosine',
        'cosine_with_restarts',
        'step',
        'constant_with_warmup',
        'polynomial',
        'piecewise_constant',
      ],
      'crash',
      'How the learning rate changes over time.',
    ),
    freeMap('lr_scheduler_params', 'Further arguments of the scheduler.'),
    choice(
      'dtype',
      'fp32',
      numberTypes,
      'passed_on',
      'Number type to compute in; the model is loaded in it too.',
    ),
    choice(
      'noise_scheduler',
      'ddpm',
      schedulerNames,
      'passed_on',
      'Noise scheduler; flowmatch for all newer models.',
    ),
    choice(
      'timestep_type',
      'sigmoid',
      [
        'sigmoid',
        'linear',
        'weighted',
        'shift',
        'flux_shift',
        'lumina2_shift',
        'lognorm_blend',
        'next_sample',
        'one_step',
        'two_step',
        'four_step',
        'eight_step',
      ],
      'crash',
      'How noise levels are picked.',
    ),
    choice(
      'content_or_style',
      'balanced',
      ['balanced', 'content', 'style'],
      'crash',
      'Favour early (content) or late (style) noise levels.',
    ),
    whole('min_denoising_steps', 0, 'Lowest noise level, of 1000.', { min: 0, max: 1000 }),
    whole('max_denoising_steps', 999, 'Highest noise level, of 1000.', { min: 0, max: 1000 }),
    whole('num_train_timesteps', 1000, 'How many noise levels there are.', { min: 1 }),
    whole('next_sample_timesteps', 8, 'Steps of timestep_type next_sample.', { min: 1 }),
    flag('linear_timesteps', false, 'Older form of timestep_type linear, with weights.'),
    flag('linear_timesteps2', false, 'Older form of timestep_type linear, with other weights.'),
    flag('train_unet', true, 'Train the model itself.'),
    flag('train_text_encoder', false, 'Train the text encoder too.'),
    flag('train_refiner', true, 'Train the refiner when there is one.'),
    flag('gradient_checkpointing', true, 'Compute activations twice to save much memory.'),
    flag(
      'unload_text_encoder',
      false,
      'Train with one prompt (blank or trigger word) and drop the text encoder.',
    ),
    flag('cache_text_embeddings', false, 'Encode all captions once and drop the text encoder.'),
    section('ema_config', movingAverageBlock, 'Moving average of the weights.', { types: ['map', 'null'] }),
    section('validation_config', validationBlock, 'Images that are only measured.', {
      types: ['map', 'null'],
    }),
    amount('max_grad_norm', 1, 'Longest gradient.', { min: 0 }),
    flag('skip_first_sample', false, 'No samples before training.'),
    flag('force_first_sample', false, 'Samples before training even when going on with an earlier run.'),
    flag('disable_sampling', false, 'No samples at all.'),
    whole('start_step', null, 'Step to count from, whatever the checkpoint says.', { min: 0 }),
    flag('merge_network_on_save', false, 'Merge the LoRA into the model at every save.'),
    amount('merge_network_on_save_strength', 1, 'Strength of that merge.'),
    whole('switch_boundary_every', 1, 'Steps between the two stages of Wan 2.2.', { min: 1 }),
    text('attention_backend', 'native', 'How attention is computed: native, flash, …'),
    flag('xformers', false, 'Use xformers for attention.'),
    flag('sdp', false, 'Use scaled dot product attention.'),
    flag('single_item_batching', false, 'Run the files of a batch one by one.'),
    flag('do_paramiter_swapping', false, 'Train only a changing part of the parameters.'),
    amount('paramiter_swapping_factor', 0.1, 'Size of that part.', { min: 0, max: 1 }),
    flag('free_u', false, 'Use FreeU when sampling.'),
    path('adapter_assist_name_or_path', 'model', 'Adapter that helps while training.'),
    choice('adapter_assist_type', 't2i', ['t2i', 'control_net'], 'crash', 'Kind of that adapter.'),
    flag('match_adapter_assist', false, 'Older form of match_adapter_chance 1.'),
    amount('match_adapter_chance', 0, 'Share of steps that match the helping adapter.', { min: 0, max: 1 }),
    ...noiseKeys,
    ...lossKeys,
    ...preservationKeys,
  ],
};
