import { type ConfigForm, processPath } from './config-form.ts';
import { type SettingGroup, setting } from './settings.ts';

const isOn = (key: string) => (form: ConfigForm) => {
  const value = form.at([...processPath, ...key.split('.')]);
  return value !== undefined && value !== null && value !== false && value !== 0;
};
const isVideo = (form: ConfigForm) => form.model?.model.modality === 'video';
const hasSound = (form: ConfigForm) => form.model?.model.trainsOn.audio === true;
const takesReferences = (form: ConfigForm) => form.model?.model.modality === 'edit';
const hasTwoStages = (form: ConfigForm) => form.model?.model.arch.startsWith('wan22_14b') === true;
const isLokr = (form: ConfigForm) => form.at([...processPath, 'network', 'type']) === 'lokr';

export const modelSettings: SettingGroup = {
  title: 'Model',
  settings: [
    setting('model.name_or_path', 'Weights', 'text'),
    setting('model.quantize', 'Quantize the model', 'flag'),
    setting('model.qtype', 'Quantized to', 'choice', isOn('model.quantize')),
    setting('model.quantize_te', 'Quantize the text encoder', 'flag'),
    setting('model.qtype_te', 'Text encoder quantized to', 'choice', isOn('model.quantize_te')),
    setting('model.low_vram', 'Low VRAM', 'flag'),
    setting('model.model_kwargs.train_high_noise', 'Train the high-noise stage', 'flag', hasTwoStages),
    setting('model.model_kwargs.train_low_noise', 'Train the low-noise stage', 'flag', hasTwoStages),
    setting('train.switch_boundary_every', 'Switch stages every', 'integer', hasTwoStages),
  ],
  more: [
    setting('model.layer_offloading', 'Offload layers', 'flag'),
    setting(
      'model.layer_offloading_transformer_percent',
      'Model offloaded',
      'number',
      isOn('model.layer_offloading'),
    ),
    setting(
      'model.layer_offloading_text_encoder_percent',
      'Text encoder offloaded',
      'number',
      isOn('model.layer_offloading'),
    ),
    setting('model.compile', 'Compile the model', 'flag'),
    setting('model.model_kwargs.match_target_res', 'Match the target size', 'flag', takesReferences),
    setting('model.assistant_lora_path', 'Training adapter', 'text'),
    setting('model.unconditional_lora_path', 'Unconditional adapter', 'text'),
    setting('model.vae_path', 'VAE', 'text'),
    setting('model.te_name_or_path', 'Text encoder', 'text'),
  ],
};

export const networkSettings: SettingGroup = {
  title: 'LoRA',
  settings: [
    setting('network.linear', 'Rank', 'integer'),
    setting('network.linear_alpha', 'Alpha', 'number'),
  ],
  more: [
    setting('network.type', 'Kind', 'choice'),
    setting('network.lokr_full_rank', 'Full rank', 'flag', isLokr),
    setting('network.lokr_factor', 'LoKr factor', 'integer', isLokr),
    setting('network.conv', 'Rank of convolutions', 'integer'),
    setting('network.conv_alpha', 'Alpha of convolutions', 'number'),
    setting('network.dropout', 'Dropout', 'number'),
    setting('network.pretrained_lora_path', 'Start from a LoRA', 'text'),
  ],
};

export const sliderSettings: SettingGroup = {
  title: 'Slider',
  settings: [
    setting('slider.target_class', 'Works on', 'text'),
    setting('slider.positive_prompt', 'More of it', 'text'),
    setting('slider.negative_prompt', 'Less of it', 'text'),
    setting('slider.anchor_class', 'Stays as it is', 'text'),
  ],
  more: [
    setting('slider.guidance_strength', 'Strength', 'number'),
    setting('slider.anchor_strength', 'Strength of the anchor', 'number'),
  ],
};

export const trainingSettings: SettingGroup = {
  title: 'Training',
  settings: [
    setting('train.steps', 'Steps', 'integer'),
    setting('train.batch_size', 'Batch size', 'integer'),
    setting('train.lr', 'Learning rate', 'number'),
    setting('train.optimizer', 'Optimizer', 'choice'),
    setting('train.timestep_type', 'Timesteps', 'choice'),
    setting('train.gradient_accumulation', 'Gradient accumulation', 'integer'),
    setting('train.gradient_checkpointing', 'Gradient checkpointing', 'flag'),
    setting('train.cache_text_embeddings', 'Cache text embeddings', 'flag'),
  ],
  more: [
    setting('train.lr_scheduler', 'Schedule', 'choice'),
    setting('train.optimizer_params.weight_decay', 'Weight decay', 'number'),
    setting('train.content_or_style', 'Timestep bias', 'choice'),
    setting('train.loss_type', 'Loss', 'choice'),
    setting('train.dtype', 'Computes in', 'choice'),
    setting('train.max_grad_norm', 'Gradient limit', 'number'),
    setting('train.audio_loss_multiplier', 'Weight of the sound', 'number', hasSound),
    setting('train.unload_text_encoder', 'Unload the text encoder', 'flag'),
    setting('train.ema_config.use_ema', 'Average the weights (EMA)', 'flag'),
    setting('train.ema_config.ema_decay', 'EMA decay', 'number', isOn('train.ema_config.use_ema')),
    setting('train.diff_output_preservation', 'Preserve the class', 'flag'),
    setting(
      'train.diff_output_preservation_class',
      'Class to preserve',
      'text',
      isOn('train.diff_output_preservation'),
    ),
    setting(
      'train.diff_output_preservation_multiplier',
      'Weight of the class',
      'number',
      isOn('train.diff_output_preservation'),
    ),
    setting('train.blank_prompt_preservation', 'Preserve blank prompts', 'flag'),
    setting(
      'train.blank_prompt_preservation_multiplier',
      'Weight of blank prompts',
      'number',
      isOn('train.blank_prompt_preservation'),
    ),
    setting('train.do_guidance_loss', 'Guidance loss', 'flag'),
    setting('train.guidance_loss_target', 'Guidance to reach', 'number', isOn('train.do_guidance_loss')),
    setting('train.do_differential_guidance', 'Differential guidance', 'flag'),
    setting(
      'train.differential_guidance_scale',
      'Its strength',
      'number',
      isOn('train.do_differential_guidance'),
    ),
  ],
};

export const saveSettings: SettingGroup = {
  title: 'Checkpoints',
  settings: [
    setting('save.save_every', 'Save every', 'integer'),
    setting('save.max_step_saves_to_keep', 'Keep', 'integer'),
  ],
  more: [setting('save.dtype', 'Saved as', 'choice')],
};

export const sampleSettings: SettingGroup = {
  title: 'Samples',
  settings: [
    setting('sample.sample_every', 'Sample every', 'integer'),
    setting('sample.sample_steps', 'Denoising steps', 'integer'),
    setting('sample.width', 'Width', 'integer'),
    setting('sample.height', 'Height', 'integer'),
    setting('sample.num_frames', 'Frames', 'integer', isVideo),
    setting('sample.fps', 'Frames per second', 'integer', isVideo),
    setting('sample.guidance_scale', 'Guidance', 'number'),
    setting('sample.seed', 'Seed', 'integer'),
  ],
  more: [
    setting('sample.sampler', 'Sampler', 'choice'),
    setting('sample.format', 'File format', 'choice'),
    setting('sample.sample_start_step', 'Start at step', 'integer'),
    setting('sample.network_multiplier', 'Strength of the LoRA', 'number'),
    setting('sample.neg', 'Negative prompt', 'text'),
    setting('sample.walk_seed', 'Walk the seed', 'flag'),
    setting('train.skip_first_sample', 'Skip the first samples', 'flag'),
    setting('train.force_first_sample', 'Force the first samples', 'flag'),
    setting('train.disable_sampling', 'Disable sampling', 'flag'),
  ],
};

/** Every group of settings of the process. */
export const settingGroups: readonly SettingGroup[] = [
  modelSettings,
  networkSettings,
  sliderSettings,
  trainingSettings,
  saveSettings,
  sampleSettings,
];

/** What one entry of `datasets` may say besides its folders, sizes, frames and repeats. */
export const datasetSettings = [
  setting('caption_ext', 'Caption files', 'text'),
  setting('default_caption', 'Default caption', 'text'),
  setting('caption_dropout_rate', 'Caption dropout', 'number'),
  setting('batch_size', 'Batch size', 'integer'),
  setting('network_weight', 'Strength of the LoRA', 'number'),
  setting('loss_multiplier', 'Weight of the loss', 'number'),
  setting('mask_path', 'Masks', 'text'),
  setting('auto_frame_count', 'All frames of each video', 'flag', isVideo),
  setting(
    'do_i2v',
    'Give the first frame',
    'flag',
    (form) => (form.model?.model.imageToVideo ?? 'no') !== 'no',
  ),
  setting('do_audio', 'Train on the sound', 'flag', hasSound),
  setting('audio_normalize', 'Even out the loudness', 'flag', hasSound),
  setting('audio_preserve_pitch', 'Keep the pitch', 'flag', hasSound),
  setting('is_reg', 'Regularisation set', 'flag'),
  setting('flip_x', 'Add mirrored copies', 'flag'),
  setting('flip_y', 'Add copies upside down', 'flag'),
  setting('shuffle_tokens', 'Shuffle tags', 'flag'),
  setting('cache_latents', 'Cache latents in memory', 'flag'),
] as const;

/** What one sample may say for itself; otherwise it is as `sample` says. */
export const sampleItemSettings = [
  setting('width', 'Width', 'integer'),
  setting('height', 'Height', 'integer'),
  setting('num_frames', 'Frames', 'integer', isVideo),
  setting('fps', 'Frames per second', 'integer', isVideo),
  setting('seed', 'Seed', 'integer'),
  setting('network_multiplier', 'Strength of the LoRA', 'number'),
  setting('guidance_scale', 'Guidance', 'number'),
  setting('sample_steps', 'Denoising steps', 'integer'),
  setting('neg', 'Negative prompt', 'text'),
] as const;
