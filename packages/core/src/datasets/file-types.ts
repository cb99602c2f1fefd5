/**
 * What AI Toolkit's loader reads from a dataset folder (toolkit/data_loader.py:39-41).
 * Audio is left out: the contract's datasets hold images, videos and captions.
 */
export const extensionsByKind = {
  image: ['.jpg', '.jpeg', '.png', '.webp'],
  video: ['.mp4', '.avi', '.mov', '.webm', '.mkv', '.wmv', '.m4v', '.flv'],
  caption: ['.txt', '.json'],
} as const;

export type FileKind = keyof typeof extensionsByKind;

/** The extension with its dot, in lower case; '' where there is none. */
export function extensionOf(filename: string): string {
  const dot = filename.lastIndexOf('.');
  return dot <= 0 ? '' : filename.slice(dot).toLowerCase();
}

/** The name without its extension: what pairs a caption or a control image with its file. */
export function stemOf(filename: string): string {
  const dot = filename.lastIndexOf('.');
  return dot <= 0 ? filename : filename.slice(0, dot);
}

/** The kind of a file by its extension (in any case), or null where the loader reads no such file. */
export function fileKindOf(filename: string): FileKind | null {
  const extension = extensionOf(filename);
  for (const [kind, extensions] of Object.entries(extensionsByKind)) {
    if ((extensions as readonly string[]).includes(extension)) return kind as FileKind;
  }
  return null;
}
