import type { KeyBlock } from './key.ts';
import { amount, flag, list, path, sections, text, whole } from './terms.ts';

const source = { shows: 'keys of slider', file: 'toolkit/config_modules.py', lines: '838-904' } as const;

/** `slider.targets[]`. */
export const sliderTargetBlock: KeyBlock = {
  title: 'slider.targets[]',
  source,
  keys: [
    text('target_class', '', 'What the slider works on.'),
    text('positive', '', 'What more of it means.'),
    text('negative', '', 'What less of it means.'),
    amount('multiplier', 1, 'Direction and strength.'),
    amount('weight', 1, 'Weight among the targets.'),
    flag('shuffle', false, 'Shuffle the comma-separated parts.'),
  ],
};

/** `slider.anchors[]`. */
export const sliderAnchorBlock: KeyBlock = {
  title: 'slider.anchors[]',
  source,
  keys: [
    text('prompt', '', 'What must stay as it is.'),
    text('neg_prompt', '', 'Its negative prompt.'),
    amount('multiplier', 1, 'Strength.'),
  ],
};

/** `slider.datasets[]`: pairs of images. */
export const sliderPairBlock: KeyBlock = {
  title: 'slider.datasets[]',
  source,
  keys: [
    path('pair_folder', 'folder', 'Folder with pairs side by side.'),
    path('pos_folder', 'folder', 'Folder with images that show more of it.'),
    path('neg_folder', 'folder', 'Folder with images that show less of it.'),
    amount('network_weight', 1, 'Strength of the LoRA.'),
    amount('pos_weight', null, 'The same for the positive images; network_weight when not given.'),
    amount('neg_weight', null, 'The same for the negative images; network_weight when not given.'),
    text('target_class', '', 'What the images show.'),
    whole('size', 512, 'Size of the images.', { min: 1 }),
  ],
};

/** `slider`: what a slider trainer works on. */
export const sliderBlock: KeyBlock = {
  title: 'slider',
  source,
  keys: [
    text('positive_prompt', '', 'Concept slider: what more of it means.'),
    text('negative_prompt', '', 'Concept slider: what less of it means.'),
    text('target_class', '', 'Concept slider: what it works on.'),
    text('anchor_class', null, 'Concept slider: what must stay as it is.'),
    amount('guidance_strength', 3, 'Concept slider: strength.'),
    amount('anchor_strength', 1, 'Concept slider: strength of the anchor.'),
    sections('targets', sliderTargetBlock, 'What to lead towards and away from.'),
    sections('anchors', sliderAnchorBlock, 'What must stay as it is.'),
    list('resolutions', ['list'], [[512, 512]], 'Sizes to train at.'),
    path('prompt_file', 'file', 'File with prompts.'),
    path('prompt_tensors', 'file', 'File to keep encoded prompts in.'),
    flag('batch_full_slide', true, 'Both directions in one batch.'),
    text('use_adapter', null, 'Adapter to steer with, e.g. depth.'),
    path('adapter_img_dir', 'folder', 'Folder with images for it.'),
    flag('low_ram', false, 'Use less main memory.'),
    list('additional_losses', ['string'], [], 'Image sliders: further losses.'),
    amount('weight_jitter', 0, 'Image sliders: random change of the strength.'),
    amount('img_loss_weight', 1, 'Image sliders: weight of the images.'),
    amount('cfg_loss_weight', 1, 'Image sliders: weight of the guidance.'),
    sections('datasets', sliderPairBlock, 'Image sliders: folders with pairs.'),
  ],
};
