import { type FileReference, fileKey, type PairingReference, pairingKey, type References } from './facts.ts';
import { type JobView, type PathUse, viewSamples } from './job-view.ts';

/** Names no dataset, pairing or file. */
export const noReferences: References = { datasets: [], pairings: [], files: [] };

/** The datasets, pairings and files that a config names, each once. */
export function referencesOf(job: JobView): References {
  const datasets = new Set<string>();
  const pairings = new Map<string, PairingReference>();
  const files = new Map<string, FileReference>();
  for (const use of pathUses(job)) {
    if (use.meaning.kind !== 'other') datasets.add(use.meaning.dataset);
    if (use.meaning.kind === 'dataset-file') {
      const file = { dataset: use.meaning.dataset, filename: use.meaning.filename };
      files.set(fileKey(file), file);
    }
  }
  for (const dataset of job.datasets) {
    const pairing = pairingOf(dataset);
    if (pairing !== null) pairings.set(pairingKey(pairing), pairing);
  }
  return { datasets: [...datasets], pairings: [...pairings.values()], files: [...files.values()] };
}

/** What pairs the files of an entry of `datasets` with control images; null where there is nothing to pair. */
export function pairingOf(dataset: JobView['datasets'][number]): PairingReference | null {
  if (dataset.folder?.meaning.kind !== 'dataset') return null;
  const controls = dataset.controls.flatMap(({ meaning }) =>
    meaning.kind === 'dataset' ? [meaning.dataset] : [],
  );
  if (controls.length === 0 || controls.length !== dataset.controls.length) return null;
  return { dataset: dataset.folder.meaning.dataset, controls };
}

const datasetPathKeys = ['mask_path', 'unconditional_path', 'clip_image_path', 'inpaint_path'];

/** Every path of a config that can mean a dataset or a file of one. */
export function pathUses(job: JobView): readonly PathUse[] {
  const uses: PathUse[] = [];
  for (const dataset of job.datasets) {
    if (dataset.folder !== null) uses.push(dataset.folder);
    for (const key of datasetPathKeys) uses.push(...dataset.paths(key));
    uses.push(...dataset.controls);
  }
  for (const sample of [...job.samples, ...viewSamples(job.process.child('first_sample'))])
    uses.push(...Object.values(sample.controls));
  return uses;
}
