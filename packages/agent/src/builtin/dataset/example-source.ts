import { basename } from 'node:path';
import { embedCaption } from '../denoiser/conditioning.ts';
import { createRandomStream } from '../random.ts';
import type { DatasetSettings } from '../settings/dataset-settings.ts';
import { TrainingError } from '../training-error.ts';
import { readCaption } from './caption.ts';
import { decodePicture, loadDecoder } from './decode-picture.ts';
import { listMedia, type MediaFile } from './list-media.ts';
import { createStandInPicture } from './stand-in-picture.ts';

/** A picture with its caption, ready to be learnt from. */
interface LoadedItem {
  readonly pixels: Uint8Array;
  readonly caption: Float64Array;
  readonly mirror: { readonly x: boolean; readonly y: boolean };
  readonly captionDropout: number;
}

/** The pictures of all datasets, in an order that is new in every epoch. */
export interface ExampleSource {
  /** Pictures in an epoch, repeats and mirrored copies counted. */
  readonly size: number;
  /** The picture for the example of this number (counted from the start of the run, over all epochs). */
  take(number: number): Promise<LoadedItem>;
}

interface Item {
  readonly media: MediaFile;
  readonly settings: DatasetSettings;
}

interface Entry {
  readonly item: number;
  readonly mirror: LoadedItem['mirror'];
}

/** How pictures are loaded. */
export interface ExampleSourceOptions {
  readonly seed: number;
  /** Up to so many files are decoded before training; of more, each when it is first needed. */
  readonly eagerLimit?: number;
  /** Up to so many decoded pictures stay in memory. */
  readonly keepLimit?: number;
  readonly log: (line: string) => void;
  /** Asked between files, so that a long loading can be broken off. */
  readonly shouldStop: () => boolean;
}

/**
 * Lists and loads the datasets. Files that cannot be decoded are left out with a line in the log. Throws
 * TrainingError where a folder cannot be listed or no picture is left.
 */
export async function openExampleSource(
  datasets: readonly DatasetSettings[],
  options: ExampleSourceOptions,
): Promise<ExampleSource> {
  const { eagerLimit = 2000, keepLimit = 20_000 } = options;
  const listed: Item[] = [];
  for (const settings of datasets) {
    for (const media of await listMedia(settings.folder)) listed.push({ media, settings });
  }
  if (listed.length === 0) {
    throw new TrainingError('The datasets hold no picture or video: there is nothing to train on.');
  }
  reportVideos(listed, options.log);
  if (listed.some(({ media }) => media.kind !== 'video')) await loadDecoder();
  const kept = new Map<Item, Omit<LoadedItem, 'mirror'>>();
  const broken = new Set<Item>();

  async function load(item: Item): Promise<Omit<LoadedItem, 'mirror'> | undefined> {
    const known = kept.get(item);
    if (known || broken.has(item)) return known;
    try {
      const loaded = await loadItem(item);
      kept.set(item, loaded);
      const oldest = kept.keys().next().value;
      if (kept.size > keepLimit && oldest) kept.delete(oldest);
      return loaded;
    } catch (error) {
      broken.add(item);
      const name = basename(item.media.path);
      const reason = error instanceof Error ? error.message : String(error);
      // The log is shown to users; where their files lie on this machine is not theirs to know.
      options.log(`Left out ${name}, which cannot be read: ${reason.replaceAll(item.media.path, name)}`);
      return undefined;
    }
  }

  let items = listed;
  if (listed.length <= eagerLimit) {
    items = [];
    for (const item of listed) {
      if (options.shouldStop()) return { size: 0, take: () => Promise.reject(nothingLeft()) };
      if (await load(item)) items.push(item);
    }
    if (items.length === 0) throw nothingLeft();
  }
  const entries = items.flatMap((item, index) => repeatEntry(index, item.settings));
  const orderOf = createEpochOrder(options.seed, entries.length);

  return {
    size: entries.length,
    async take(number) {
      const epoch = Math.floor(number / entries.length);
      const entry = entries[orderOf(epoch)[number % entries.length] ?? 0];
      if (!entry) throw nothingLeft();
      // Where a file turns out to be broken, the next whole one stands in: the same one every time.
      for (let offset = 0; offset < items.length; offset += 1) {
        const item = items[(entry.item + offset) % items.length];
        const loaded = item && (await load(item));
        if (loaded) return { ...loaded, mirror: entry.mirror };
      }
      throw nothingLeft();
    },
  };
}

async function loadItem({ media, settings }: Item): Promise<Omit<LoadedItem, 'mirror'>> {
  const { captionExtension, defaultCaption, triggerWord, captionDropout } = settings;
  const isVideo = media.kind === 'video';
  const pixels = await (isVideo ? createStandInPicture(media.path) : decodePicture(media.path));
  const caption = await readCaption(media.path, captionExtension, defaultCaption, triggerWord);
  return { pixels, caption: embedCaption(caption), captionDropout };
}

function repeatEntry(item: number, { repeats, mirror }: DatasetSettings): Entry[] {
  const mirrors = [{ x: false, y: false }];
  if (mirror.x) mirrors.push(...mirrors.map(({ y }) => ({ x: true, y })));
  if (mirror.y) mirrors.push(...mirrors.map(({ x }) => ({ x, y: true })));
  return Array.from({ length: repeats }, () => mirrors.map((one) => ({ item, mirror: one }))).flat();
}

/** Shuffles each epoch by itself, so that any epoch's order is known without those before it. */
function createEpochOrder(seed: number, size: number): (epoch: number) => Uint32Array {
  let current = { epoch: -1, order: new Uint32Array() };
  return (epoch) => {
    if (current.epoch === epoch) return current.order;
    const random = createRandomStream(seed, 'order', epoch);
    const order = Uint32Array.from({ length: size }, (_, index) => index);
    for (let last = size - 1; last > 0; last -= 1) {
      const other = random.below(last + 1);
      const moved = order[last] ?? 0;
      order[last] = order[other] ?? 0;
      order[other] = moved;
    }
    current = { epoch, order };
    return order;
  };
}

function reportVideos(items: readonly Item[], log: (line: string) => void): void {
  const videos = items.filter(({ media }) => media.kind === 'video').length;
  if (videos === 0) return;
  log(
    `SIMULATED: the built-in trainer cannot decode video. For each of ${videos} video files it trains on a made-up picture of soft colours that depends on the file's bytes, not on a frame.`,
  );
}

function nothingLeft(): TrainingError {
  return new TrainingError(
    'None of the pictures in the datasets can be decoded: there is nothing to train on.',
  );
}
