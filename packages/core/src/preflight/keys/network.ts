import type { KeyBlock } from './key.ts';
import { amount, choice, flag, list, path, section, sections, text, whole } from './terms.ts';

/** `network.lorm.module_settings[]`. */
export const lormModuleBlock: KeyBlock = {
  title: 'lorm.module_settings[]',
  source: { shows: 'keys of one module', file: 'toolkit/config_modules.py', lines: '124-130' },
  keys: [
    text('contains', '4nt$3', 'Parts of a module name, with | between them, that must all occur.'),
    text('extract_mode', 'ratio', 'How the rank of a module is found.'),
    whole('parameter_threshold', 0, 'Leave modules with fewer parameters alone.'),
    amount('extract_mode_param', 0.25, 'Number that goes with the mode.'),
  ],
};

/** `network.lorm`. */
export const lormBlock: KeyBlock = {
  title: 'lorm',
  source: { shows: 'keys of lorm', file: 'toolkit/config_modules.py', lines: '133-147' },
  keys: [
    text('extract_mode', 'ratio', 'How the rank of a module is found.'),
    flag('do_conv', false, 'Take convolutions too.'),
    amount('extract_mode_param', 0.25, 'Number that goes with the mode.'),
    whole('parameter_threshold', 0, 'Leave modules with fewer parameters alone.'),
    sections('module_settings', lormModuleBlock, 'Settings for single modules.'),
  ],
};

const networkArgumentsBlock: KeyBlock = {
  title: 'network_kwargs',
  open: true,
  source: { shows: 'arguments of a LoRA network', file: 'toolkit/lora_special.py', lines: '293-342' },
  keys: [
    list('ignore_if_contains', ['string'], [], 'Leave out layers whose name contains one of these.'),
    list('only_if_contains', ['string'], null, 'Train only layers whose name contains one of these.'),
    list('full_if_contains', ['string'], null, 'Train layers whose name contains one of these as a whole.'),
    list('target_lin_modules', ['string'], [], 'Classes whose linear layers are trained.'),
    list('target_conv_modules', ['string'], [], 'Classes whose convolutions are trained.'),
    amount('parameter_threshold', 0, 'Leave layers with fewer parameters alone.'),
    flag('attn_only', false, 'Train attention layers only.'),
    flag('full_train_in_out', false, 'Train the first and the last layer as a whole.'),
    amount('rank_dropout', null, 'Share of the rank that is dropped at random.', { min: 0, max: 1 }),
    amount('module_dropout', null, 'Share of the layers that are dropped at random.', { min: 0, max: 1 }),
    flag('peft_format', false, 'Name the weights as PEFT does.'),
  ],
};

/** `network`: the LoRA that is trained; without it the whole model is. Also the block of an adapter's LoRA. */
export const networkBlock: KeyBlock = {
  title: 'network',
  source: { shows: 'keys of network', file: 'toolkit/config_modules.py', lines: '169-227' },
  keys: [
    choice(
      'type',
      'lora',
      ['lora', 'lokr', 'locon', 'lycoris', 'dora', 'lorm', 'fullrank', 'lierla'],
      'fallback',
      'Kind of network; another name, like the old lierla, trains a plain LoRA.',
      { ignoreCase: true },
    ),
    whole('linear', 4, 'Rank of the linear layers.', { min: 1 }),
    whole('rank', null, 'Older name of linear; wins when both are given.', { aliasOf: 'linear', min: 1 }),
    amount('linear_alpha', 1, 'Alpha of the linear layers; usually the same as linear.', {
      min: 0,
      exclusiveMin: true,
    }),
    amount('alpha', 1, 'Older name of linear_alpha.', {
      aliasOf: 'linear_alpha',
      min: 0,
      exclusiveMin: true,
    }),
    whole('conv', null, 'Rank of the convolutions; none are trained without it.', { min: 1 }),
    amount('conv_alpha', null, 'Alpha of the convolutions; conv when not given.', {
      min: 0,
      exclusiveMin: true,
    }),
    amount('dropout', null, 'Share of the activations that are dropped at random.', { min: 0, max: 1 }),
    section('network_kwargs', networkArgumentsBlock, 'Further arguments of the network.'),
    section('lorm', lormBlock, 'Settings of type lorm.', { types: ['map', 'null'] }),
    flag('transformer_only', true, 'Train only layers inside the transformer blocks.'),
    flag('lokr_full_rank', true, 'LoKr: train at full rank; linear and alpha are ignored then.'),
    whole('lokr_factor', -1, 'LoKr: size of the factor; -1 takes the largest that fits.'),
    flag('old_lokr_format', false, 'LoKr: write the older file format.'),
    flag('split_multistage_loras', true, 'Write one LoRA per stage for models with two stages.'),
    flag('layer_offloading', false, 'Keep layers in main memory; does not work yet.'),
    path('pretrained_lora_path', 'file', 'LoRA to start from when nothing is there to go on with.'),
    flag('all_layers', false, 'Also train layers that are neither linear nor convolutions.'),
  ],
};
