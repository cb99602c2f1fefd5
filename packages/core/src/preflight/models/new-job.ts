import type { ConfigValue, ModelArch, ModelVariant } from './model.ts';

/**
 * What a new job of the trainer's interface has for every model, unless the model's own settings say otherwise:
 * paths below the process, with `datasets[]` for every dataset.
 */
export const newJob: Readonly<Record<string, ConfigValue>> = {
  type: 'diffusion_trainer',
  sqlite_db_path: './aitk_db.db',
  device: 'cuda',
  trigger_word: null,
  performance_log_every: 10,
  'network.type': 'lora',
  'network.linear': 32,
  'network.linear_alpha': 32,
  'network.conv': 16,
  'network.conv_alpha': 16,
  'network.lokr_full_rank': true,
  'network.lokr_factor': -1,
  'network.network_kwargs.ignore_if_contains': [],
  'save.dtype': 'bf16',
  'save.save_every': 250,
  'save.max_step_saves_to_keep': 4,
  'save.save_format': 'diffusers',
  'save.push_to_hub': false,
  'datasets[].mask_path': null,
  'datasets[].mask_min_value': 0.1,
  'datasets[].default_caption': '',
  'datasets[].caption_ext': 'txt',
  'datasets[].caption_dropout_rate': 0.05,
  'datasets[].cache_latents_to_disk': false,
  'datasets[].is_reg': false,
  'datasets[].network_weight': 1,
  'datasets[].resolution': [512, 768, 1024],
  'datasets[].controls': [],
  'datasets[].shrink_video_to_frames': true,
  'datasets[].num_frames': 1,
  'datasets[].flip_x': false,
  'datasets[].flip_y': false,
  'datasets[].num_repeats': 1,
  'train.batch_size': 1,
  'train.bypass_guidance_embedding': false,
  'train.steps': 3000,
  'train.gradient_accumulation': 1,
  'train.train_unet': true,
  'train.train_text_encoder': false,
  'train.gradient_checkpointing': true,
  'train.noise_scheduler': 'flowmatch',
  'train.optimizer': 'adamw8bit',
  'train.timestep_type': 'sigmoid',
  'train.content_or_style': 'balanced',
  'train.optimizer_params.weight_decay': 0.0001,
  'train.unload_text_encoder': false,
  'train.cache_text_embeddings': false,
  'train.lr': 0.0001,
  'train.ema_config.use_ema': false,
  'train.ema_config.ema_decay': 0.99,
  'train.skip_first_sample': false,
  'train.force_first_sample': false,
  'train.disable_sampling': false,
  'train.dtype': 'bf16',
  'train.diff_output_preservation': false,
  'train.diff_output_preservation_multiplier': 1,
  'train.diff_output_preservation_class': 'person',
  'train.switch_boundary_every': 1,
  'train.loss_type': 'mse',
  'logging.log_every': 1,
  'logging.use_ui_logger': true,
  'model.quantize': false,
  'model.qtype': 'qfloat8',
  'model.quantize_te': false,
  'model.qtype_te': 'qfloat8',
  'model.low_vram': false,
  'model.model_kwargs': {},
  'model.compile': false,
  'sample.sampler': 'flowmatch',
  'sample.sample_every': 250,
  'sample.sample_start_step': 0,
  'sample.width': 1024,
  'sample.height': 1024,
  'sample.neg': '',
  'sample.seed': 42,
  'sample.walk_seed': true,
  'sample.guidance_scale': 4,
  'sample.sample_steps': 30,
  'sample.num_frames': 1,
  'sample.fps': 1,
};

/** What a starter config is made for. */
export interface StarterOptions {
  readonly name: string;
  readonly trainingFolder: string;
  readonly datasetFolder: string;
  /** One sample each. */
  readonly prompts: readonly string[];
  /** A control image for every sample, where the model takes one. */
  readonly controlImage?: string;
  /** A folder with control images, where the model takes them. */
  readonly controlFolder?: string;
}

/**
 * A whole config for one dataset and one model, with the settings the trainer's interface would start with.
 * Settings that only say what is the case anyway are left out.
 */
export function createStarterConfig(
  model: ModelArch,
  variant: ModelVariant,
  options: StarterOptions,
): Record<string, ConfigValue> {
  const settings: Record<string, ConfigValue | null> = { ...newJob, ...variant.uiDefaults };
  const process: MutableMap = {};
  const dataset: MutableMap = { folder_path: options.datasetFolder };
  for (const [path, value] of Object.entries({ training_folder: options.trainingFolder, ...settings })) {
    // Null takes out what other models have.
    if (value === null) continue;
    const inDataset = path.startsWith('datasets[].');
    setAt(inDataset ? dataset : process, inDataset ? path.slice('datasets[].'.length) : path, value);
  }
  const modality = variant.modality ?? model.modality;
  const usesControls = modality === 'edit' || model.datasetControls.required;
  if (usesControls && options.controlFolder !== undefined) {
    dataset[model.datasetControls.max > 1 ? 'control_path_1' : 'control_path'] = options.controlFolder;
  }
  const needsControl = modality === 'edit' || model.sampleControls.required;
  const control = needsControl ? options.controlImage : undefined;
  const controlKey = model.sampleControls.max > 1 ? 'ctrl_img_1' : 'ctrl_img';
  setAt(process, 'model.arch', variant.name);
  setAt(process, 'model.name_or_path', variant.nameOrPath);
  const prompts = options.prompts.map((prompt) => variant.samplePrompt ?? prompt);
  setAt(
    process,
    'sample.samples',
    prompts.map((prompt) => (control === undefined ? { prompt } : { prompt, [controlKey]: control })),
  );
  process['datasets'] = [dataset as ConfigValue];
  return {
    job: 'extension',
    config: { name: options.name, process: [process as ConfigValue] },
    meta: { name: '[name]', version: '1.0' },
  };
}

type MutableMap = { [key: string]: ConfigValue | MutableMap };

function setAt(map: MutableMap, path: string, value: ConfigValue): void {
  const names = path.split('.');
  const last = names.pop() ?? path;
  let inner = map;
  for (const name of names) {
    inner[name] ??= {};
    inner = inner[name] as MutableMap;
  }
  inner[last] = value;
}
