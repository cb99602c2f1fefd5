import { isUuid } from '../uuid.ts';
import type { ObjectKey } from './object-store.ts';

/** Where one version of a dataset's file lies. Throws unless both ids are lower-case UUIDs. */
export function datasetFileKey(datasetId: string, fileId: string): ObjectKey {
  return `${datasetPrefix(datasetId)}${checked(fileId)}` as ObjectKey;
}

/** What the keys of all files of a dataset begin with. Throws unless the id is a lower-case UUID. */
export function datasetPrefix(datasetId: string): string {
  return `datasets/${checked(datasetId)}/`;
}

/** Where an artifact of a job lies. Throws unless both ids are lower-case UUIDs. */
export function artifactKey(jobId: string, artifactId: string): ObjectKey {
  return `${artifactPrefix(jobId)}${checked(artifactId)}` as ObjectKey;
}

/** What the keys of all artifacts of a job begin with. Throws unless the id is a lower-case UUID. */
export function artifactPrefix(jobId: string): string {
  return `artifacts/${checked(jobId)}/`;
}

/** A key that was made by a function above, written down, and read again. Throws for any other text. */
export function parseObjectKey(text: string): ObjectKey {
  const key = findObjectKey(text);
  if (key === null) throw new Error('This is not the key of an object.');
  return key;
}

/** The text as a key, or null where it is none. */
export function findObjectKey(text: string): ObjectKey | null {
  const [area = '', owner = '', id = '', ...rest] = text.split('/');
  const isKey =
    (area === 'datasets' || area === 'artifacts') && isUuid(owner) && isUuid(id) && rest.length === 0;
  return isKey ? (text as ObjectKey) : null;
}

function checked(id: string): string {
  if (!isUuid(id)) throw new Error('The parts of an object key are lower-case UUIDs.');
  return id;
}
