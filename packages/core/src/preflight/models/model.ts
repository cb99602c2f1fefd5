/** What a model makes: images, images after a reference ("edit"), videos, or sound. */
type Modality = 'image' | 'edit' | 'video' | 'audio';

/** A JSON-like value, as a config holds it. */
export type ConfigValue =
  | string
  | number
  | boolean
  | null
  | readonly ConfigValue[]
  | { readonly [key: string]: ConfigValue };

/** Where in the trainer's source a fact was seen; `file` is relative to its repository root. */
export interface Source {
  /** What the place shows, in a few words. */
  readonly shows: string;
  readonly file: string;
  /** One line or a range, e.g. `178` or `178-190`. */
  readonly lines: string;
}

/** How many parameters the trained network has, in thousand millions, and how that is known. */
export interface ModelSize {
  readonly parametersB: number;
  /** `measured`: counted from the network's shape in the source; `known`: from its name or publisher. */
  readonly evidence: 'measured' | 'known';
}

/** What a repository is loaded for. */
export type RepositoryRole =
  | 'model'
  | 'text_encoder'
  | 'tokenizer'
  | 'vae'
  | 'extras'
  | 'scheduler'
  | 'image_encoder'
  | 'assistant_lora'
  | 'unconditional_lora';

/** A repository that an architecture loads although the config does not name it. */
export interface DefaultRepository {
  readonly role: RepositoryRole;
  /** `owner/name` on Hugging Face. */
  readonly repository: string;
  /**
   * Keys below `model` (dotted) that replace it: when one of them is set, this repository is not loaded.
   * Empty when nothing replaces it.
   */
  readonly replacedBy: readonly string[];
  /** It is loaded only when `model.name_or_path` names one weights file instead of a whole repository. */
  readonly onlyForSingleFile?: boolean;
}

/** What an architecture does with the control images of a dataset. */
export interface DatasetControls {
  /** Fewest control images per training file without which training fails (0: none needed). */
  readonly min: number;
  /** Most control images per training file that are used; 0 means that controls are ignored. */
  readonly max: number;
  /** The run crashes at the first batch (or while caching) when a training file has fewer than `min`. */
  readonly required: boolean;
  readonly kinds: readonly ('image' | 'video')[];
  /** Dotted key below `model` that must be true for controls to count at all. */
  readonly onlyWith?: string;
}

/** A key of a sample that can carry a control image. */
export type SampleControlKey = 'ctrl_img' | 'ctrl_img_1' | 'ctrl_img_2' | 'ctrl_img_3';

/** What an architecture does with the control images of a sample. */
export interface SampleControls {
  /** Sampling crashes when a sample with a prompt has none. */
  readonly required: boolean;
  /** Keys that count; `--ctrl_img` in the prompt counts as `ctrl_img`. Empty: controls are ignored. */
  readonly keys: readonly SampleControlKey[];
  readonly max: number;
  /** Dotted key below `model` that must be true for controls to count at all. */
  readonly onlyWith?: string;
  /** Sampling crashes when a sample has `ctrl_img`. */
  readonly refused?: boolean;
}

/** Frame counts a video model accepts: `multiple * n + offset`. */
export interface FrameRule {
  readonly multiple: number;
  readonly offset: number;
  /** `crash`: another count ends the run. `trim`: surplus frames are dropped without a word. */
  readonly onMismatch: 'crash' | 'trim';
}

/** When latents may not be cached. `never`: the run crashes with any latent caching. */
export type LatentCaching =
  | 'always'
  | 'never'
  /** Crashes for single images in a dataset with `do_i2v: true`. */
  | 'not_images_with_do_i2v'
  /** Crashes when the dataset has control images. */
  | 'not_with_controls';

/** What a model takes as training data. */
export interface TrainingMedia {
  readonly images: boolean;
  readonly videos: boolean;
  readonly audio: boolean;
}

/** The values that suit a model where the config is free to choose. */
export interface ModelDefaults {
  readonly sampler: string;
  readonly noiseScheduler: string;
  readonly timestepType: string;
  readonly sampleFps: number;
  readonly sampleNumFrames: number;
  readonly sampleWidth: number;
  readonly sampleHeight: number;
}

/**
 * One of the names a model goes by in the trainer's own interface. Several may share an architecture:
 * the trainer drops the text after `:`, so the name only picks other defaults.
 */
export interface ModelVariant {
  /** As it stands in `model.arch`, tag included. */
  readonly name: string;
  readonly title: string;
  /** The value of `model.name_or_path` the interface fills in. */
  readonly nameOrPath: string;
  /** Differs from the architecture's size where the variant is another network. */
  readonly size?: ModelSize;
  /** Differs from the architecture's where the variant turns it into another kind of model. */
  readonly modality?: Modality;
  /**
   * What a new job of the interface has for this model and not for others (`newJob` has the rest): keys are
   * paths below the process, with `datasets[]` for every dataset; null means that the key is taken out.
   */
  readonly uiDefaults: Readonly<Record<string, ConfigValue>>;
  /** Quantization types with an accuracy recovery adapter made for it, by title. */
  readonly recoveryAdapters?: Readonly<Record<string, string>>;
  /** A prompt in the form this model wants, where plain words are not enough. */
  readonly samplePrompt?: string;
}

/** One architecture as the trainer tells them apart. */
export interface ModelArch {
  /** What the trainer compares `model.arch` with, exactly (after the tag is dropped). */
  readonly arch: string;
  /** `registered`: a class of its own; `legacy`: handled inside the trainer's first, general class. */
  readonly loader: 'registered' | 'legacy';
  readonly title: string;
  readonly family: string;
  readonly modality: Modality;
  /** Whether a first frame is given to make the video from: not at all, if wanted, or always. */
  readonly imageToVideo: 'no' | 'optional' | 'required';
  readonly size: ModelSize | null;
  /** Names the trainer does not know, or reads as another model, and this service takes for this one. */
  readonly aliases: readonly string[];
  /** Names of the trainer's interface; empty when the interface does not offer the architecture. */
  readonly variants: readonly ModelVariant[];
  readonly repositories: readonly DefaultRepository[];
  readonly datasetControls: DatasetControls;
  readonly sampleControls: SampleControls;
  readonly frames: FrameRule | null;
  readonly latentCaching: LatentCaching;
  readonly canUnloadTextEncoder: boolean;
  /** Sides of training images and samples are cut down to a multiple of this, in pixels. */
  readonly divisibilityPx: number;
  readonly defaults: ModelDefaults;
  readonly trainsOn: TrainingMedia;
  readonly sources: readonly Source[];
}

/** From this size on a model counts as large, in thousand millions of parameters. */
const largeModelParametersB = 7;

/** Whether a model (of the given variant) has 7 thousand million parameters or more. False when unknown. */
export function isLargeModel(model: ModelArch, variant?: ModelVariant | null): boolean {
  const size = variant?.size ?? model.size;
  return size !== null && size.parametersB >= largeModelParametersB;
}

/** How `findModel` came to its answer. */
type MatchedBy =
  /** `model.arch` names the architecture, with or without a tag. */
  | 'arch'
  /** `model.arch` is one of our aliases: the trainer must be given `model.arch` of the match instead. */
  | 'alias'
  /** No `model.arch`, but an old flag such as `is_flux: true`. */
  | 'flag';

/** What `findModel` found. */
export interface ModelMatch {
  readonly model: ModelArch;
  /** The named variant, or the only one of the architecture; null when the name leaves it open. */
  readonly variant: ModelVariant | null;
  readonly by: MatchedBy;
  /** What must stand in `model.arch` for the trainer to load this model. */
  readonly trainerArch: string;
  /** Whether the trainer, given the config as written, loads this model too. */
  readonly asWritten: boolean;
}
