import { extensionOf, fileKindOf, stemOf } from '../datasets/file-types.ts';
import type { DatasetStatus } from '../datasets/state.ts';
import type { DatasetFacts, FileSample, PairingFacts, Range } from './facts.ts';

/** One file of a dataset, with what is known of a picture or video. */
export interface DatasetFile {
  readonly filename: string;
  readonly width?: number | null;
  readonly height?: number | null;
  readonly frames?: number | null;
  readonly durationSeconds?: number | null;
}

const mostExamples = 10;
// The trainer looks for control images with exactly these extensions (toolkit/dataloader_mixins.py:71).
const controlExtensions = ['.jpg', '.jpeg', '.png', '.webp'];

/** The facts of a dataset from its files; what the server keeps up to date, the command makes of a folder. */
export function summarizeDataset(
  status: DatasetStatus,
  error: string | null,
  files: Iterable<DatasetFile>,
): DatasetFacts {
  const media: DatasetFile[] = [];
  const captions = new Map<string, Set<string>>();
  let images = 0;
  let videos = 0;
  for (const file of files) {
    const kind = fileKindOf(file.filename);
    if (kind === 'caption') {
      // Captions are found by their exact extension, capitals included.
      const extension = file.filename.slice(stemOf(file.filename).length);
      const stems = captions.get(extension) ?? new Set();
      captions.set(extension, stems.add(stemOf(file.filename)));
    } else if (kind !== null) {
      media.push(file);
      if (kind === 'image') images += 1;
      else videos += 1;
    }
  }
  const uncaptioned = [...captions].map(([extension, stems]): [string, FileSample] => [
    extension,
    sampleOf(media.filter(({ filename }) => !stems.has(stemOf(filename)))),
  ]);
  return {
    status,
    error,
    images,
    videos,
    uncaptioned: Object.fromEntries(uncaptioned),
    frames: rangeOf(media.map(({ frames }) => frames)),
    durationSeconds: rangeOf(media.map(({ durationSeconds }) => durationSeconds)),
    longSidePx: rangeOf(media.map(({ width, height }) => (width && height ? Math.max(width, height) : null))),
  };
}

/** How the images among `filenames` find partners of the same stem in control folders, given by their files. */
export function pairImages(
  filenames: Iterable<string>,
  controlFolders: readonly Iterable<string>[],
): PairingFacts {
  const stems = controlFolders.map((folder) => new Set([...folder].filter(isControlImage).map(stemOf)));
  const missing: DatasetFile[] = [];
  const several: DatasetFile[] = [];
  for (const filename of filenames) {
    if (fileKindOf(filename) !== 'image') continue;
    const partners = stems.filter((folder) => folder.has(stemOf(filename))).length;
    if (partners === 0) missing.push({ filename });
    else if (partners > 1) several.push({ filename });
  }
  return { missing: sampleOf(missing), several: sampleOf(several) };
}

function isControlImage(filename: string): boolean {
  return controlExtensions.includes(extensionOf(filename)) && filename.endsWith(extensionOf(filename));
}

function sampleOf(files: readonly DatasetFile[]): FileSample {
  return { count: files.length, examples: files.slice(0, mostExamples).map(({ filename }) => filename) };
}

function rangeOf(values: readonly (number | null | undefined)[]): Range | null {
  let range: { min: number; max: number } | null = null;
  for (const value of values) {
    if (value === null || value === undefined) continue;
    range =
      range === null
        ? { min: value, max: value }
        : { min: Math.min(range.min, value), max: Math.max(range.max, value) };
  }
  return range;
}
