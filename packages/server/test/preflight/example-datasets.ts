import { readFileSync } from 'node:fs';
import type { Example, Facts } from '@trainyard/core';
import { stemOf } from '@trainyard/core';
import type { ApiClient } from '../support/api-client.ts';
import { picture, uniqueName } from '../support/build-server.ts';

const media = (name: string): Buffer => readFileSync(new URL(`../fixtures/media/${name}`, import.meta.url));
const clip = media('clip.mp4');
const longClip = media('long.mp4');
const png = media('picture.png');
const webp = media('picture.webp');

/** Of the short clip; the long one has six. */
const clipSeconds = 1;

/** As many of a kind as a rule can tell apart: none, one, or several. */
const mostFiles = 2;

/** Makes real datasets of what examples assume, each set of files once. */
export interface ExampleDatasets {
  /** The example's config, with its datasets made for the account and named in it. */
  realise(example: Pick<Example, 'yaml'>, facts: Facts): Promise<string>;
}

/** Datasets are made for the account of `client`. */
export function createExampleDatasets(client: ApiClient): ExampleDatasets {
  const made = new Map<string, Promise<string>>();
  const make = (filenames: readonly string[]): Promise<string> => {
    const key = filenames.toSorted().join('/');
    const name = made.get(key) ?? upload(client, filenames);
    made.set(key, name);
    return name;
  };
  return {
    async realise({ yaml }, facts) {
      const names = new Map<string, string>();
      for (const [name, files] of filesOf(facts)) names.set(name, await make([...files]));
      return yaml.replaceAll(/datasets\/([\w-]+)/g, (path, name: string) => {
        const real = names.get(name);
        return real === undefined ? path : `datasets/${real}`;
      });
    },
  };
}

async function upload(client: ApiClient, filenames: readonly string[]): Promise<string> {
  const name = uniqueName('examples');
  await client.readyDataset(
    name,
    Object.fromEntries(filenames.map((filename) => [filename, contentOf(filename)])),
  );
  return name;
}

function contentOf(filename: string): Uint8Array | string {
  if (/\.mp4$/i.test(filename)) return filename.startsWith('long') ? longClip : clip;
  if (/\.png$/i.test(filename)) return png;
  if (/\.webp$/i.test(filename)) return webp;
  return /\.jpe?g$/i.test(filename) ? picture : 'a caption';
}

/** Names of the files that make the facts of an example true. */
function filesOf(facts: Facts): ReadonlyMap<string, ReadonlySet<string>> {
  const files = new Map<string, Set<string>>();
  const setOf = (name: string): Set<string> => files.get(name) ?? new Set();
  for (const [name, dataset] of Object.entries(facts.datasets ?? {})) {
    const set = new Set<string>();
    for (let n = 1; n <= Math.min(dataset.images, mostFiles); n += 1) set.add(`image_${n}.png`);
    for (let n = 1; n <= Math.min(dataset.videos, mostFiles); n += 1) {
      set.add(`${(dataset.durationSeconds?.max ?? 0) > clipSeconds ? 'long' : 'clip'}_${n}.mp4`);
    }
    files.set(name, set);
  }
  for (const [key, { missing, several }] of Object.entries(facts.pairings)) {
    const [name = '', ...controls] = key.split('/');
    for (const filename of [...missing.examples, ...several.examples]) setOf(name).add(filename);
    for (const control of new Set(controls)) {
      for (const filename of missing.examples) setOf(control).delete(filename);
      for (const filename of several.examples) setOf(control).add(`${stemOf(filename)}.png`);
    }
  }
  for (const [key, exists] of Object.entries(facts.files)) {
    const [name = '', filename = ''] = key.split('/');
    if (exists) setOf(name).add(filename);
    else setOf(name).delete(filename);
  }
  for (const [name, dataset] of Object.entries(facts.datasets ?? {})) {
    const media = [...setOf(name)];
    for (const [extension, { count }] of Object.entries(dataset.uncaptioned)) {
      for (const filename of media.slice(Math.min(count, media.length)))
        setOf(name).add(`${stemOf(filename)}${extension}`);
    }
  }
  return files;
}
