import type { ConfigKey } from './key.ts';
import { amount, choice, flag, path, text, unused } from './terms.ts';

/** Keys of `train` about the loss. */
export const lossKeys: readonly ConfigKey[] = [
  choice(
    'loss_type',
    'mse',
    ['mse', 'mae', 'wavelet', 'stepped', 'pixelspace', 'mean_flow', 'pseudo_huber'],
    'fallback',
    'How errors are measured; another name measures as mse.',
  ),
  choice(
    'loss_target',
    'noise',
    ['noise', 'source', 'unaugmented', 'differential_noise'],
    'fallback',
    'What the prediction is compared with.',
  ),
  amount('min_snr_gamma', null, 'Min-SNR weighting.'),
  amount('snr_gamma', null, 'SNR weighting.'),
  flag('learnable_snr_gos', false, 'Learn the weighting of noise levels.'),
  amount('max_loss', null, 'Largest loss that counts.', { min: 0, exclusiveMin: true }),
  flag('max_loss_debug', false, 'End with details when the loss is larger.'),
  amount('reg_weight', 1, 'Weight of regularisation sets.'),
  amount('audio_loss_multiplier', 1, 'Weight of the sound.'),
  flag('t0_loss_target', false, 'Compare fully denoised predictions.'),
  flag('t0_velocity_equiv_weight', false, 'Weigh that like a velocity.'),
  flag('do_fft_loss', false, 'Compare frequencies too.'),
  flag('do_fft_velocity_equiv_weight', false, 'Weigh that like a velocity.'),
  amount('pred_scaler', 1, 'Factor on the prediction.'),
  flag('correct_pred_norm', false, 'Correct the norm of the prediction.'),
  amount('correct_pred_norm_multiplier', 1, 'Strength of that correction.'),
  amount('target_norm_std', null, 'Hold the spread of the output.'),
  amount('target_norm_std_value', 1, 'The spread to hold.'),
  amount('weight_jitter', 0, 'Random change of the weights.', unused),
  path('latent_feature_extractor_path', 'model', 'Model whose features are compared.'),
  amount('latent_feature_loss_weight', 1, 'Weight of that comparison.'),
  path('diffusion_feature_extractor_path', 'model', 'Older name of latent_feature_extractor_path.', {
    aliasOf: 'latent_feature_extractor_path',
  }),
  amount('diffusion_feature_extractor_weight', null, 'Older name of latent_feature_loss_weight.', {
    aliasOf: 'latent_feature_loss_weight',
  }),
];

/** Keys of `train` that keep the model as it was where it should not change. */
export const preservationKeys: readonly ConfigKey[] = [
  flag(
    'diff_output_preservation',
    false,
    'Keep what the model makes of the class name; needs a trigger word.',
  ),
  amount('diff_output_preservation_multiplier', 1, 'Weight of that.'),
  text('diff_output_preservation_class', '', 'Class name that stands in for the trigger word.'),
  flag('blank_prompt_preservation', false, 'Keep what the model makes of a blank prompt.'),
  amount('blank_prompt_preservation_multiplier', 1, 'Weight of that.'),
  flag('inverted_mask_prior', false, 'Keep what lies outside the mask.'),
  amount('inverted_mask_prior_multiplier', 0.5, 'Weight of that.'),
  flag('do_prior_divergence', false, 'Lead away from what the model made before.'),
  flag('do_blank_stabilization', false, 'Train empty prompts to predict nothing.'),
];
