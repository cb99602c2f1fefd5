import { linkSync, lstatSync, mkdirSync, realpathSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { extname, join, sep } from 'node:path';
import type { ArtifactKind } from '@trainyard/core';
import type { Connection } from '../server/connection.ts';
import { isFencedOff } from '../server/failure.ts';
import type { RetryPolicy } from '../server/retry.ts';
import type { RunApi } from '../server/run-api.ts';
import { measureWholeFile } from './artifact-file.ts';
import { folderMark, folderOf } from './artifact-folder.ts';
import { forgetStaged, noteStaged } from './left-artifacts.ts';
import { createRemovals } from './removals.ts';
import { uploadArtifact } from './upload.ts';

/** How long a file may take to become whole after the trainer announced it. */
const patienceMs = 30_000;

/** A file that a run made. */
interface OfferedArtifact {
  kind: ArtifactKind;
  path: string;
  /** `folder/…/file` for one of several that are a checkpoint together; all of a folder are offered together. */
  filename: string;
  step: number;
  index: number | null;
  prompt: string | null;
}

/** Sends what a run makes to the server. */
export interface Publisher {
  /** Takes the file as it is now, so that the trainer may rename or remove it; the upload goes on behind. */
  offer(artifact: OfferedArtifact): void;
  /**
   * The trainer removed a file: one that has not begun to travel is dropped. The removal is reported in any
   * case, since an earlier run may have published a file of this name, but not before the server has a later
   * checkpoint.
   */
  remove(kind: ArtifactKind, filename: string): void;
  /** Settles when everything offered is published or was given up; true where nothing was given up. */
  drain(): Promise<boolean>;
}

/** What a publisher needs. */
export interface PublisherOptions {
  api: RunApi;
  connection: Connection;
  fence: number;
  /** The only folder from which files are taken, together with the run folder's own staging. */
  sourceFolder: string;
  stagingFolder: string;
  retry: RetryPolicy;
  onRemoved(kind: ArtifactKind, filename: string): void;
  /** Something that people should read in the log. */
  onNote(line: string): void;
  /** The server said that another has the run. */
  onFenced(error: unknown): void;
}

/** A file on its way: it leaves the table when it is published, dropped or given up. */
interface Transfer {
  artifact: OfferedArtifact;
  staged: string;
  isRemoved: boolean;
}

/** Files of one lane travel one after the other; samples do not wait for checkpoints. */
export function createPublisher(options: PublisherOptions): Publisher {
  const lanes = { samples: Promise.resolve(), files: Promise.resolve() };
  const transfers = new Map<string, Transfer>();
  const removals = createRemovals(options.onRemoved);
  /** The step of each file that was offered, and the last one of which a checkpoint is published. */
  const steps = new Map<string, number>();
  let savedStep = -1;
  let offered = 0;
  let isFenced = false;
  let isComplete = true;
  /** Folders, with their step, of which a file was given up: what is left of them is worth nothing. */
  const brokenFolders = new Set<string>();

  const giveUp = (artifact: OfferedArtifact, error: unknown) => {
    const { kind, filename } = artifact;
    isComplete = false;
    const folder = folderKey(artifact);
    if (folder !== null) brokenFolders.add(folder);
    options.onNote(`The ${kind} ${filename} was not stored: ${(error as Error).message}`);
  };

  const isOfBrokenFolder = (artifact: OfferedArtifact) => {
    const folder = folderKey(artifact);
    return folder !== null && brokenFolders.has(folder);
  };

  const publish = async ({ artifact, staged }: Transfer) => {
    const { kind, filename, step, index, prompt } = artifact;
    if (isOfBrokenFolder(artifact)) throw new Error('another file of its folder was not');
    const { sizeBytes, sha256 } = await measureWholeFile(staged, patienceMs, options.retry.signal);
    await uploadArtifact(
      options,
      { fence: options.fence, kind, filename, size_bytes: sizeBytes, sha256, step, index, prompt },
      staged,
      options.retry,
    );
  };

  const isUnderWay = (step: number) =>
    [...transfers.values()].some(({ artifact }) => artifact.step === step && artifact.kind !== 'sample');

  const transfer = async (task: Transfer) => {
    const { kind, filename, step } = task.artifact;
    const key = keyOf(task.artifact);
    let isPublished = false;
    let isGivenUp = false;
    try {
      if (!task.isRemoved && !isFenced) {
        await publish(task);
        isPublished = true;
      }
    } catch (error) {
      if (isFencedOff(error)) {
        isFenced = true;
        options.onFenced(error);
      } else if (!options.retry.signal?.aborted) {
        giveUp(task.artifact, error);
      }
      isGivenUp = true;
    } finally {
      if (transfers.get(key) === task) transfers.delete(key);
      const folder = folderKey(task.artifact);
      // The last of its folder: the same folder, saved anew, begins anew.
      if (folder !== null && completesCheckpoint(filename)) brokenFolders.delete(folder);
      if (isPublished && kind === 'checkpoint' && completesCheckpoint(filename)) savedStep = step;
      // Not while the other files of this step are on their way: nothing could go on from it without them.
      if (isPublished && savedStep === step && !isUnderWay(step)) removals.releaseBefore(step);
      // Only now: the server must not learn of the removal before the file.
      if (task.isRemoved) removals.hold(kind, filename, step);
      // What was not handed over stays with its note: whoever closes the run may store it yet.
      if (!isGivenUp) {
        forgetStaged(task.staged);
        await rm(task.staged, { force: true });
      }
    }
  };

  return {
    offer(artifact) {
      const staged = join(options.stagingFolder, `${offered}${extname(artifact.filename)}`);
      offered += 1;
      try {
        mkdirSync(options.stagingFolder, { recursive: true, mode: 0o700 });
        refuseOutside(artifact.path, options.sourceFolder);
        linkSync(artifact.path, staged);
        noteStaged(staged, artifact);
      } catch (error) {
        giveUp(artifact, error);
        return;
      }
      const task: Transfer = { artifact, staged, isRemoved: false };
      transfers.set(keyOf(artifact), task);
      steps.set(keyOf(artifact), artifact.step);
      const lane = artifact.kind === 'sample' ? 'samples' : 'files';
      lanes[lane] = lanes[lane].then(() => transfer(task));
    },
    remove(kind, filename) {
      const task = transfers.get(keyOf({ kind, filename }));
      if (task !== undefined) {
        task.isRemoved = true;
        forgetStaged(task.staged);
      }
      // Published, or made by an earlier run of the job.
      else removals.hold(kind, filename, steps.get(keyOf({ kind, filename })) ?? null);
    },
    async drain() {
      await Promise.all([lanes.samples, lanes.files]);
      if (isComplete) removals.releaseAll();
      return isComplete;
    },
  };
}

/** Names one save of a folder; null for a file by itself. */
function folderKey({ filename, step }: OfferedArtifact): string | null {
  const folder = folderOf(filename);
  return folder === null ? null : `${folder}@${step}`;
}

function completesCheckpoint(filename: string): boolean {
  const folder = folderOf(filename);
  return folder === null || filename === `${folder}/${folderMark}`;
}

function keyOf(artifact: { kind: ArtifactKind; filename: string }): string {
  return `${artifact.kind}/${artifact.filename}`;
}

/** A trainer is trusted with its own folder only: no link and no file from elsewhere is published. */
function refuseOutside(path: string, folder: string): void {
  if (!lstatSync(path).isFile()) throw new Error('it is not a regular file');
  if (!realpathSync(path).startsWith(realpathSync(folder) + sep)) throw new Error('it lies outside the run');
}
