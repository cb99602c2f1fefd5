import type { DatasetStatus } from '../datasets/state.ts';

/** Some files of a kind: how many, and up to ten of their names. */
export interface FileSample {
  readonly count: number;
  readonly examples: readonly string[];
}

/** The smallest and the largest of something. */
export interface Range {
  readonly min: number;
  readonly max: number;
}

/** What preflight knows of one dataset: aggregates, so that ten thousand files cost as much as ten. */
export interface DatasetFacts {
  readonly status: DatasetStatus;
  /** Why a `FAILED` dataset failed. */
  readonly error: string | null;
  readonly images: number;
  readonly videos: number;
  /** Media files that have no caption, by exact caption extension with its dot; one absent captions nothing. */
  readonly uncaptioned: Readonly<Record<string, FileSample>>;
  /** Frames of the videos whose length is known; null where there is none. */
  readonly frames: Range | null;
  /** Length of the videos in seconds; null where there is none. */
  readonly durationSeconds: Range | null;
  /** Longer side of images and videos in pixels; null where none is known. */
  readonly longSidePx: Range | null;
}

/** How the images of one dataset find partners of the same stem in control datasets. */
export interface PairingFacts {
  /** Images without a partner in any of the folders. */
  readonly missing: FileSample;
  /** Images with a partner in more than one of the folders. */
  readonly several: FileSample;
}

/** How a rule is lowered: fixed, or by the version of the installation's trainer. */
export type RuleOverride = 'error' | 'warning' | 'off' | 'auto';

export interface InstallationFacts {
  /** True where runs get a Hugging Face token of the installation. */
  readonly hfToken: boolean;
  /** Absolute folders that hold models on the GPU machines; paths under them are allowed and need no token. */
  readonly modelFolders: readonly string[];
  /** Version of the trainer that runs here, such as `0.12.26`; null where unknown. */
  readonly trainerVersion: string | null;
  /** By code (`42263`) or by the name of a finding (`UNKNOWN_KEY`). */
  readonly ruleOverrides: Readonly<Record<string, RuleOverride>>;
  /** What the operator opened. */
  readonly allow: {
    /** `save.push_to_hub`. */
    readonly hubPush: boolean;
    /** `logging.use_wandb`. */
    readonly trackers: boolean;
  };
}

/** What preflight knows besides the config. Plain JSON: the browser gets the same object from the server. */
export interface Facts {
  /** By name. Null where nothing is known (offline): rules that need them say nothing. A name absent does not exist. */
  readonly datasets: Readonly<Record<string, DatasetFacts>> | null;
  /** By `pairingKey`; one absent is unknown. */
  readonly pairings: Readonly<Record<string, PairingFacts>>;
  /** By `fileKey`: whether the dataset holds the file; one absent is unknown. */
  readonly files: Readonly<Record<string, boolean>>;
  readonly account: { readonly hfToken: boolean };
  readonly installation: InstallationFacts;
}

/** A training dataset and the datasets that hold its control images, in the order of the folders. */
export interface PairingReference {
  readonly dataset: string;
  readonly controls: readonly string[];
}

/** One file of a dataset, such as the control image of a sample. */
export interface FileReference {
  readonly dataset: string;
  readonly filename: string;
}

/** What a config names that only the server (or a folder on disk) knows; look it up, then lint. */
export interface References {
  readonly datasets: readonly string[];
  readonly pairings: readonly PairingReference[];
  readonly files: readonly FileReference[];
}

/** The key of a pairing in `Facts.pairings`. Dataset names hold no `/`. */
export function pairingKey(reference: PairingReference): string {
  return [reference.dataset, ...reference.controls].join('/');
}

/** The key of a file in `Facts.files`. */
export function fileKey(reference: FileReference): string {
  return `${reference.dataset}/${reference.filename}`;
}

/** Facts of somebody who knows nothing: offline, no token, nothing opened. */
export const unknownFacts: Facts = {
  datasets: null,
  pairings: {},
  files: {},
  account: { hfToken: false },
  installation: {
    hfToken: false,
    modelFolders: [],
    trainerVersion: null,
    ruleOverrides: {},
    allow: { hubPush: false, trackers: false },
  },
};
