import type { FileKind } from '@trainyard/core';

/** What was found out about a file that is in order; null where it does not apply or cannot be known. */
export interface MediaFacts {
  /** Pixels, as the picture is shown (after its orientation mark was followed). */
  readonly width: number | null;
  readonly height: number | null;
  readonly frames: number | null;
  readonly frameRate: number | null;
  readonly durationSeconds: number | null;
  /** Of a caption: whether it holds nothing but white space. */
  readonly blank: boolean | null;
  /** Of a caption: as much of it as is kept to show and to search. */
  readonly captionText: string | null;
}

/** In order, or broken for a reason that continues the sentence `"name.jpg" …`. */
export type Verdict =
  | { readonly broken: false; readonly facts: MediaFacts }
  | { readonly broken: true; readonly reason: string };

/** A file to look at. */
export interface MediaFile {
  readonly path: string;
  readonly kind: FileKind;
}

/** A picture to be made small. */
export interface ThumbnailOrder {
  readonly path: string;
  readonly thumbnail: {
    /** Where it is written, as WebP. */
    readonly target: string;
    /** Longest side; a smaller picture is not made larger. */
    readonly sizePx: number;
  };
}

export const noFacts: MediaFacts = {
  width: null,
  height: null,
  frames: null,
  frameRate: null,
  durationSeconds: null,
  blank: null,
  captionText: null,
};

export function broken(reason: string): Verdict {
  return { broken: true, reason };
}
