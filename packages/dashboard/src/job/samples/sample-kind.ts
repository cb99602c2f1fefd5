import { extensionsByKind } from '@trainyard/core/client';

/** How a sample is shown. An animated WebP plays as a picture does. */
export type SampleKind = 'image' | 'video' | 'sound';

const soundExtensions = ['.wav', '.mp3', '.flac', '.ogg'];

/** What a sample is, by the name of its file. */
export function sampleKindOf(filename: string): SampleKind {
  const name = filename.toLowerCase();
  const endsWithOne = (extensions: readonly string[]) => extensions.some((ending) => name.endsWith(ending));
  if (endsWithOne(soundExtensions)) return 'sound';
  return endsWithOne(extensionsByKind.video) ? 'video' : 'image';
}
