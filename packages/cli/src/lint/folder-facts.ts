import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import {
  type DatasetFacts,
  type DatasetFile,
  datasetNameProblem,
  type Facts,
  fileKey,
  pairImages,
  pairingKey,
  type References,
  summarizeDataset,
} from '@trainyard/core/preflight';
import type { InspectedFolder } from '@trainyard/server/media';
import { exitCodes } from '../exit-codes.ts';
import { CommandFailure, UsageFailure } from '../failure.ts';
import type { Io } from '../io.ts';
import { createProgress } from '../progress.ts';

/** What preflight knows of datasets. */
export type FolderFacts = Pick<Facts, 'datasets' | 'pairings' | 'files'>;

/** Without folders nothing is known of any dataset, and rules that need them say nothing. */
export const noFolderFacts: FolderFacts = { datasets: null, pairings: {}, files: {} };

/** Folders by the name of the dataset that each stands for. Throws `UsageFailure` with every fault of the options. */
export async function readFolderOptions(
  options: readonly string[],
  io: Io,
): Promise<ReadonlyMap<string, string>> {
  const folders = new Map<string, string>();
  const faults: string[] = [];
  for (const option of options) {
    const [, name, folder] = /^([^=]*)=(.+)$/s.exec(option) ?? [];
    if (name === undefined || folder === undefined) {
      faults.push(`--dataset is "${option}", but must be the name of a dataset and a folder: dogs=./dogs.`);
      continue;
    }
    const problem = datasetNameProblem(name);
    const path = resolve(io.cwd, folder);
    if (problem !== null) faults.push(`--dataset "${option}": the name ${problem}.`);
    else if (folders.has(name)) faults.push(`--dataset names ${name} twice.`);
    else if (!(await isFolder(path))) faults.push(`--dataset "${option}": ${folder} is not a folder.`);
    folders.set(name, path);
  }
  if (faults.length > 0) throw new UsageFailure(faults, 'lint');
  return folders;
}

async function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (stats) => stats.isDirectory(),
    () => false,
  );
}

/**
 * The facts that a server would have if each folder had been uploaded to the dataset of its name. Only folders
 * that the configs name are looked into; says on standard error what a dataset could not hold.
 */
export async function loadFolderFacts(
  folders: ReadonlyMap<string, string>,
  references: readonly References[],
  io: Io,
): Promise<FolderFacts> {
  const named = new Set(
    references.flatMap(({ datasets, pairings, files }) => [
      ...datasets,
      ...pairings.flatMap(({ dataset, controls }) => [dataset, ...controls]),
      ...files.map(({ dataset }) => dataset),
    ]),
  );
  const wanted = [...folders].filter(([name]) => named.has(name));
  for (const name of folders.keys()) if (!named.has(name)) io.note(`No config names the dataset ${name}.`);
  const inspected = await inspectAll(wanted, io);
  // A map, because `__proto__` is a name that a dataset can have.
  const datasets = new Map<string, DatasetFacts>();
  for (const [name, { files, broken }] of inspected) {
    // An empty folder counts as READY: that it holds nothing to train on says more than that nothing was uploaded.
    datasets.set(name, summarizeDataset(broken.length > 0 ? 'FAILED' : 'READY', broken[0] ?? null, files));
  }
  const filesOf = (name: string): readonly DatasetFile[] | undefined => inspected.get(name)?.files;
  const facts: FolderFacts = { datasets: Object.fromEntries(datasets), pairings: {}, files: {} };
  for (const reference of references.flatMap(({ pairings }) => pairings)) {
    const images = filesOf(reference.dataset);
    const controls = reference.controls.map(filesOf);
    if (images === undefined || !controls.every((each) => each !== undefined)) continue;
    Object.assign(facts.pairings, {
      [pairingKey(reference)]: pairImages(namesOf(images), controls.map(namesOf)),
    });
  }
  for (const reference of references.flatMap(({ files }) => files)) {
    const files = filesOf(reference.dataset);
    if (files === undefined) continue;
    Object.assign(facts.files, { [fileKey(reference)]: namesOf(files).includes(reference.filename) });
  }
  return facts;
}

function namesOf(files: readonly DatasetFile[]): string[] {
  return files.map(({ filename }) => filename);
}

async function inspectAll(
  folders: readonly (readonly [name: string, folder: string])[],
  io: Io,
): Promise<ReadonlyMap<string, InspectedFolder>> {
  const inspected = new Map<string, InspectedFolder>();
  if (folders.length === 0) return inspected;
  const { createFolderInspector } = await import('@trainyard/server/media');
  const inspector = createFolderInspector();
  const progress = createProgress(io);
  const stop = (): void => void inspector.close();
  io.signal.addEventListener('abort', stop);
  try {
    for (const [name, folder] of folders) {
      const found = await inspector.inspect(folder, (done, total) =>
        progress.update(done, total, `${name}: ${done} of ${total} files`),
      );
      inspected.set(name, found);
      progress.end();
      noteLeftOut(name, found, io);
    }
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    throw new CommandFailure(exitCodes.usage, `A dataset folder cannot be read: ${message}.`, {
      cause: error,
    });
  } finally {
    io.signal.removeEventListener('abort', stop);
    progress.end();
    await inspector.close();
  }
  return inspected;
}

const mostShown = 10;

function noteLeftOut(name: string, { leftOut }: InspectedFolder, io: Io): void {
  for (const reason of leftOut.slice(0, mostShown)) io.note(`${name}: left out, ${reason}.`);
  if (leftOut.length > mostShown) io.note(`${name}: and ${leftOut.length - mostShown} more.`);
}
