import type { Dirent } from 'node:fs';
import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { SafetensorsError } from '../../safetensors/header.ts';
import { readSafetensorsHeader } from '../../safetensors/read.ts';
import type { TrainerEvent } from '../trainer.ts';
import { markedAt, readCheckpointFolder } from './checkpoint-folder.ts';
import { copyOptimizerState } from './optimizer-copy.ts';
import {
  type CheckpointName,
  optimizerFilename,
  readCheckpointFolderName,
  readCheckpointName,
  readSampleName,
} from './output-names.ts';

/** What a watcher needs. */
export interface OutputWatcherOptions {
  /** The trainer's folder of this run. */
  folder: string;
  /** Where copies of the optimizer state wait until they are sent. */
  copiesFolder: string;
  runName: string;
  jobName: string;
  prompts: { first: readonly string[]; later: readonly string[] };
  /** Files and folders that were there before the trainer started: known already, and worth no word. */
  resumedFiles: ReadonlySet<string>;
  /** The step of those; null where there are none. */
  resumeStep: number | null;
  onEvent(event: Extract<TrainerEvent, { type: 'artifact' | 'removed' }>): void;
}

/** Finds what the trainer wrote, by looking: the files that its log names need not exist. */
export interface OutputWatcher {
  /** Looks once. Looks are done one after the other. */
  look(): Promise<void>;
  /** Steps of the final checkpoint's files as they say themselves; empty while there is none. */
  finalSteps(): readonly number[];
}

interface KnownCheckpoint {
  /** As artifacts; of a folder all its files, in the order in which they are published. */
  filenames: readonly string[];
  step: number;
  modifiedMs: number;
  hasOptimizer: boolean;
}

/** A file of weights, or a folder of them, as it is found beside others. */
interface Save {
  entry: string;
  isFolder: boolean;
  name: CheckpointName;
}

/** Watches the output folder of one run. */
export function createOutputWatcher(options: OutputWatcherOptions): OutputWatcher {
  const checkpoints = new Map<string, KnownCheckpoint>();
  const samples = new Set<string>();
  const optimizerSteps = new Set<number>();
  const finals = new Map<string, number>();
  let copies = 0;
  let looking = Promise.resolve();

  const takeCheckpoint = async ({ entry, isFolder, name }: Save) => {
    const path = join(options.folder, entry);
    const known = checkpoints.get(entry);
    const modifiedMs = isFolder ? await markedAt(path) : (await stat(path)).mtimeMs;
    if (modifiedMs === null || known?.modifiedMs === modifiedMs) return;
    const found = isFolder ? await readCheckpointFolder(path) : { step: await readStep(path), files: null };
    const step = found?.step ?? name.step;
    if (found === null || step === null) return;
    const files = found.files?.map((file) => [join(path, file), `${name.filename}/${file}`] as const) ?? [
      [path, name.filename] as const,
    ];
    // The final save may have been written anew before the first look, with a later step; numbered ones are not.
    const isFirstLook = known === undefined && options.resumedFiles.has(entry);
    const isUntouched = isFirstLook && (name.step !== null || step === options.resumeStep);
    const filenames = files.map(([, filename]) => filename);
    checkpoints.set(entry, { filenames, step, modifiedMs, hasOptimizer: isUntouched });
    // Also one that was laid out: a run that goes on from the last step only writes it again.
    if (name.step === null) finals.set(entry.replace(/\.(?:safetensors|pt)$/, ''), step);
    if (isUntouched) return;
    for (const [source, filename] of files) {
      options.onEvent({
        type: 'artifact',
        kind: 'checkpoint',
        path: source,
        filename,
        step,
        index: null,
        prompt: null,
      });
    }
  };

  const takeOptimizer = async () => {
    const waiting = [...checkpoints.values()].filter((checkpoint) => !checkpoint.hasOptimizer);
    if (waiting.length === 0) return;
    // The one state there is belongs to the save that came last.
    const newest = waiting.reduce((a, b) => (b.modifiedMs >= a.modifiedMs ? b : a));
    const copy = join(options.copiesFolder, `optimizer-${copies}.pt`);
    copies += 1;
    const source = join(options.folder, 'optimizer.pt');
    if (!(await copyOptimizerState(source, copy, newest.modifiedMs))) return;
    // Weights are written before the state of the same save: with newer weights there, the copy may be theirs.
    if (await hasSaveAfter(newest.modifiedMs)) {
      await rm(copy, { force: true });
      return;
    }
    for (const checkpoint of waiting) checkpoint.hasOptimizer = true;
    optimizerSteps.add(newest.step);
    options.onEvent({
      type: 'artifact',
      kind: 'optimizer',
      path: copy,
      filename: optimizerFilename(options.jobName, newest.step),
      step: newest.step,
      index: null,
      prompt: null,
    });
  };

  const hasSaveAfter = async (modifiedMs: number) => {
    for (const { entry } of (await savesIn(options)) ?? []) {
      const found = await stat(join(options.folder, entry)).catch(ignoreUnfinished);
      if (found !== undefined && found.mtimeMs > modifiedMs) return true;
    }
    return false;
  };

  const noticeRemoved = (present: ReadonlySet<string>) => {
    for (const [entry, checkpoint] of checkpoints) {
      if (present.has(entry)) continue;
      checkpoints.delete(entry);
      // What says that a folder is whole goes before what it speaks of.
      for (const filename of checkpoint.filenames.toReversed()) {
        options.onEvent({ type: 'removed', kind: 'checkpoint', filename });
      }
      const { step } = checkpoint;
      const isStepKept = [...checkpoints.values()].some((other) => other.step === step);
      if (isStepKept || (!optimizerSteps.delete(step) && !options.resumedFiles.has(entry))) continue;
      const filename = optimizerFilename(options.jobName, step);
      options.onEvent({ type: 'removed', kind: 'optimizer', filename });
    }
  };

  const takeSample = (file: string) => {
    const name = readSampleName(file);
    if (name === null || samples.has(file)) return;
    samples.add(file);
    const prompts = name.step === 0 ? options.prompts.first : options.prompts.later;
    options.onEvent({
      type: 'artifact',
      kind: 'sample',
      path: join(options.folder, 'samples', file),
      filename: file,
      step: name.step,
      index: name.index,
      prompt: prompts[name.index] ?? null,
    });
  };

  const look = async () => {
    const saves = await savesIn(options);
    if (saves === null) return;
    for (const save of saves) {
      await takeCheckpoint(save).catch(ignoreUnfinished);
    }
    noticeRemoved(new Set(saves.map(({ entry }) => entry)));
    await takeOptimizer();
    // Shown under their names only when complete.
    const shown = (await entriesOf(join(options.folder, 'samples'))) ?? [];
    const files = shown.filter((entry) => entry.isFile()).map((entry) => entry.name);
    for (const file of files.sort()) takeSample(file);
  };

  return {
    look() {
      looking = looking.catch(() => undefined).then(look);
      return looking;
    },
    finalSteps: () => [...finals.values()],
  };
}

/** The step that a file of weights says it holds; null where it does not say. Throws while it is not whole. */
async function readStep(path: string): Promise<number | null> {
  if (!path.endsWith('.safetensors')) return null;
  const { metadata } = await readSafetensorsHeader(path);
  try {
    const { step } = JSON.parse(metadata.get('training_info') ?? '{}') as { step?: unknown };
    return typeof step === 'number' && Number.isSafeInteger(step) && step >= 0 ? step : null;
  } catch {
    return null;
  }
}

/** A file that is still being written, or that the trainer has just removed, is looked at again. */
function ignoreUnfinished(error: unknown): void {
  if (error instanceof SafetensorsError || (error as NodeJS.ErrnoException).code === 'ENOENT') return;
  throw error;
}

/** What lies among the checkpoints and may be one, by name; null where there is no such folder. */
async function savesIn({ folder, runName, jobName }: OutputWatcherOptions): Promise<Save[] | null> {
  const entries = await entriesOf(folder);
  return (
    entries
      ?.flatMap((entry): Save[] => {
        const isFolder = entry.isDirectory();
        if (!isFolder && !entry.isFile()) return [];
        const read = isFolder ? readCheckpointFolderName : readCheckpointName;
        const name = read(entry.name, runName, jobName);
        return name === null ? [] : [{ entry: entry.name, isFolder, name }];
      })
      .sort((a, b) => (a.entry < b.entry ? -1 : 1)) ?? null
  );
}

/** What a folder holds; null where there is no such folder. */
async function entriesOf(folder: string): Promise<Dirent[] | null> {
  try {
    return await readdir(folder, { withFileTypes: true });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}
