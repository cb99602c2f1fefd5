import { type ConfigKey, type ConfigPath, keyAt } from '@trainyard/core/preflight';
import { processPath } from './config-form.ts';

/** One setting of the form. What it means, its default and its choices come from the key table. */
export interface Setting {
  /** Below the process, with dots: `train.lr`. */
  readonly key: string;
  readonly label: string;
  readonly kind: 'integer' | 'number' | 'flag' | 'choice' | 'text';
  /** Shown only for models that make videos. */
  readonly onlyForVideo?: boolean;
}

export interface SettingGroup {
  readonly title: string;
  readonly settings: readonly Setting[];
}

const setting = (key: string, label: string, kind: Setting['kind']): Setting => ({ key, label, kind });

export const modelSettings: SettingGroup = {
  title: 'Model',
  settings: [
    setting('model.name_or_path', 'Weights', 'text'),
    setting('model.quantize', 'Quantize the model', 'flag'),
    setting('model.quantize_te', 'Quantize the text encoder', 'flag'),
    setting('model.low_vram', 'Low VRAM', 'flag'),
  ],
};

export const trainingSettings: SettingGroup = {
  title: 'Training',
  settings: [
    setting('train.steps', 'Steps', 'integer'),
    setting('train.batch_size', 'Batch size', 'integer'),
    setting('train.lr', 'Learning rate', 'number'),
    setting('train.optimizer', 'Optimizer', 'choice'),
    setting('network.linear', 'Rank', 'integer'),
    setting('network.linear_alpha', 'Alpha', 'number'),
    setting('train.timestep_type', 'Timesteps', 'choice'),
    setting('train.gradient_accumulation', 'Gradient accumulation', 'integer'),
    setting('train.gradient_checkpointing', 'Gradient checkpointing', 'flag'),
    setting('train.cache_text_embeddings', 'Cache text embeddings', 'flag'),
  ],
};

export const saveSettings: SettingGroup = {
  title: 'Checkpoints',
  settings: [
    setting('save.save_every', 'Save every', 'integer'),
    setting('save.max_step_saves_to_keep', 'Keep', 'integer'),
  ],
};

export const sampleSettings: SettingGroup = {
  title: 'Samples',
  settings: [
    setting('sample.sample_every', 'Sample every', 'integer'),
    setting('sample.sample_steps', 'Denoising steps', 'integer'),
    setting('sample.width', 'Width', 'integer'),
    setting('sample.height', 'Height', 'integer'),
    { ...setting('sample.num_frames', 'Frames', 'integer'), onlyForVideo: true },
    { ...setting('sample.fps', 'Frames per second', 'integer'), onlyForVideo: true },
  ],
};

/** Every group of plain settings. */
export const settingGroups: readonly SettingGroup[] = [
  modelSettings,
  trainingSettings,
  saveSettings,
  sampleSettings,
];

/** The way to a setting in the config. */
export function settingPath({ key }: Setting): ConfigPath {
  return [...processPath, ...key.split('.')];
}

/** What the key table says of a place; null where it says nothing. */
export function keyOf(path: ConfigPath): ConfigKey | null {
  const found = keyAt(path);
  return found.kind === 'known' ? found.key : null;
}
