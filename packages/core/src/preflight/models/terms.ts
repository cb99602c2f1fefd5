import type {
  ConfigValue,
  DatasetControls,
  DefaultRepository,
  ModelArch,
  ModelDefaults,
  ModelSize,
  RepositoryRole,
  SampleControlKey,
  SampleControls,
  Source,
  TrainingMedia,
} from './model.ts';

// Short words for the tables of models, so that a record reads as what is special about it.

/** The folder of most model classes in the trainer. */
export const diffusionModels = 'extensions_built_in/diffusion_models';

/** The file with the model list of the trainer's interface. */
export const interfaceModels = 'ui/src/app/jobs/new/options.tsx';

/** A place in the trainer's source; `place` is `file:lines`. */
export function seen(shows: string, place: string): Source {
  const colon = place.lastIndexOf(':');
  return { shows, file: place.slice(0, colon), lines: place.slice(colon + 1) };
}

/** A size that was counted. */
export function measured(parametersB: number): ModelSize {
  return { parametersB, evidence: 'measured' };
}

/** A size as its publisher gives it. */
export function known(parametersB: number): ModelSize {
  return { parametersB, evidence: 'known' };
}

/** Controls of the dataset are ignored. */
const noDatasetControls: DatasetControls = { min: 0, max: 0, required: false, kinds: [] };

/** Up to `max` control images per file, none needed. */
export function optionalDatasetControls(max: number): DatasetControls {
  return { min: 0, max, required: false, kinds: ['image'] };
}

/** One to `max` control images per file, without which the run crashes. */
export function requiredDatasetControls(max: number): DatasetControls {
  return { min: 1, max, required: true, kinds: ['image'] };
}

const everyControlKey: readonly SampleControlKey[] = ['ctrl_img', 'ctrl_img_1', 'ctrl_img_2', 'ctrl_img_3'];

/** Controls of samples are ignored. */
export const noSampleControls: SampleControls = { required: false, keys: [], max: 0 };

/** One control image may be given as `ctrl_img`. */
export const optionalSampleControl: SampleControls = { required: false, keys: ['ctrl_img'], max: 1 };

/** One control image must be given as `ctrl_img`. */
export const requiredSampleControl: SampleControls = { required: true, keys: ['ctrl_img'], max: 1 };

/** Up to three control images may be given. */
export const optionalSampleControls: SampleControls = { required: false, keys: everyControlKey, max: 3 };

/** One to three control images must be given. */
export const requiredSampleControls: SampleControls = { required: true, keys: everyControlKey, max: 3 };

/** A repository that is always loaded unless one of the keys is set. */
export function pulls(
  role: RepositoryRole,
  repository: string,
  ...replacedBy: readonly string[]
): DefaultRepository {
  return { role, repository, replacedBy };
}

/** A repository that is loaded when the config names a single weights file and not one of the keys. */
export function pullsForFile(
  role: RepositoryRole,
  repository: string,
  ...replacedBy: readonly string[]
): DefaultRepository {
  return { role, repository, replacedBy, onlyForSingleFile: true };
}

/** Defaults of a flow-matching model. */
export function flowDefaults(timestepType: string, other: Partial<ModelDefaults> = {}): ModelDefaults {
  return {
    sampler: 'flowmatch',
    noiseScheduler: 'flowmatch',
    timestepType,
    sampleFps: 1,
    sampleNumFrames: 1,
    sampleWidth: 1024,
    sampleHeight: 1024,
    ...other,
  };
}

/** Defaults of a model of the older, noise-predicting kind. */
export function noiseDefaults(sizePx: number): ModelDefaults {
  return flowDefaults('sigmoid', {
    sampler: 'ddpm',
    noiseScheduler: 'ddpm',
    sampleWidth: sizePx,
    sampleHeight: sizePx,
  });
}

/** Trains on images alone. */
const imagesOnly: TrainingMedia = { images: true, videos: false, audio: false };
/** Trains on images and silent videos. */
export const imagesAndVideos: TrainingMedia = { images: true, videos: true, audio: false };
/** Trains on images and on videos with their sound. */
export const imagesAndSoundVideos: TrainingMedia = { images: true, videos: true, audio: true };
/** Trains on sound alone. */
export const soundOnly: TrainingMedia = { images: false, videos: false, audio: true };

type Settings = Readonly<Record<string, ConfigValue>>;

/** Both the model and its text encoder quantized. */
export const quantized: Settings = { 'model.quantize': true, 'model.quantize_te': true };
/** Only the text encoder quantized. */
export const quantizedTextEncoder: Settings = { 'model.quantize_te': true };
/** Quantized and kept off the GPU while not needed. */
export const quantizedLowMemory: Settings = { ...quantized, 'model.low_vram': true };
/** No LoRA on convolutions. */
export const noConvolutions: Settings = { 'network.conv': null, 'network.conv_alpha': null };

/** The trainer's timestep type. */
export function timesteps(type: string): Settings {
  return { 'train.timestep_type': type };
}

type Common = Pick<
  ModelArch,
  | 'loader'
  | 'modality'
  | 'imageToVideo'
  | 'aliases'
  | 'repositories'
  | 'datasetControls'
  | 'sampleControls'
  | 'frames'
  | 'latentCaching'
  | 'canUnloadTextEncoder'
  | 'trainsOn'
>;

/** What text-to-image models with a class of their own have in common. */
export const imageModel: Common = {
  loader: 'registered',
  modality: 'image',
  imageToVideo: 'no',
  aliases: [],
  repositories: [],
  datasetControls: noDatasetControls,
  sampleControls: noSampleControls,
  frames: null,
  latentCaching: 'always',
  canUnloadTextEncoder: true,
  trainsOn: imagesOnly,
};

/** What the models inside the trainer's general class have in common. */
export const legacyModel: Common = { ...imageModel, loader: 'legacy' };

/** What models have in common that make images after a reference. */
export const editModel: Common = { ...imageModel, modality: 'edit' };
