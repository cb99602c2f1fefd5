import type { ConfigKey } from './key.ts';
import { amount, flag, list, path, whole } from './terms.ts';

/** Kinds of control images that the trainer makes by itself. */
export const generatedControls: readonly string[] = [
  'depth',
  'line',
  'pose',
  'inpaint',
  'mask',
  'sapiens2_mask',
];

/** Keys of a dataset about control images. */
export const controlKeys: readonly ConfigKey[] = [
  path('control_path', 'folder', 'Folder, or list of folders, with control images of the same names.', {
    types: ['string', 'list', 'null'],
    items: ['string'],
  }),
  path('control_path_1', 'folder', 'First of up to three control folders; they replace control_path.'),
  path('control_path_2', 'folder', 'Second control folder.'),
  path('control_path_3', 'folder', 'Third control folder.'),
  flag('control_from_same_folder', false, 'Take a random other image of the folder as control.'),
  whole('num_controls_from_same_folder', 1, 'How many of those.', { min: 1 }),
  list('control_transparent_color', ['integer'], [0, 0, 0], 'Colour put behind transparent control images.'),
  flag('full_size_control_images', true, 'Leave control images at their own size.'),
  list('controls', ['string'], [], 'Control images to generate.', {
    types: ['list', 'string'],
    values: generatedControls,
    onOtherValue: 'crash',
  }),
  path(
    'inpaint_path',
    'folder',
    'Folder, or list of folders, with images whose transparent part is repainted.',
    {
      types: ['string', 'list', 'null'],
      items: ['string'],
    },
  ),
];

/** Keys of a dataset about masks and paired images. */
export const maskKeys: readonly ConfigKey[] = [
  path('mask_path', 'folder', 'Folder with masks of the same names; white counts, black does not.'),
  amount('mask_min_value', 0, 'What black still counts.', { min: 0, max: 1 }),
  flag('invert_mask', false, 'Swap black and white.'),
  flag('alpha_mask', false, 'Use the transparency of the image as its mask.'),
  path('unconditional_path', 'folder', 'Folder with the images to lead away from.'),
];
