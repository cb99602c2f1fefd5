import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { SafetensorsError } from '../../safetensors/header.ts';
import { readSafetensorsHeader } from '../../safetensors/read.ts';
import type { TrainerEvent } from '../trainer.ts';
import { copyOptimizerState } from './optimizer-copy.ts';
import { optimizerFilename, readCheckpointName, readSampleName } from './output-names.ts';

/** What a watcher needs. */
export interface OutputWatcherOptions {
  /** The trainer's folder of this run. */
  folder: string;
  /** Where copies of the optimizer state wait until they are sent. */
  copiesFolder: string;
  runName: string;
  jobName: string;
  prompts: { first: readonly string[]; later: readonly string[] };
  /** Files that were there before the trainer started: known already, and worth no word. */
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
  filename: string;
  step: number;
  modifiedMs: number;
  hasOptimizer: boolean;
}

/** Watches the output folder of one run. */
export function createOutputWatcher(options: OutputWatcherOptions): OutputWatcher {
  const checkpoints = new Map<string, KnownCheckpoint>();
  const samples = new Set<string>();
  const optimizerSteps = new Set<number>();
  const finals = new Map<string, number>();
  let copies = 0;
  let looking = Promise.resolve();

  const takeCheckpoint = async (file: string) => {
    const name = readCheckpointName(file, options.runName, options.jobName);
    if (name === null) return;
    const path = join(options.folder, file);
    const known = checkpoints.get(file);
    const { mtimeMs } = await stat(path);
    if (known?.modifiedMs === mtimeMs) return;
    const step = (await readStep(path)) ?? name.step;
    if (step === null) return;
    // The final file may have been written anew before the first look, with a later step; numbered ones are not.
    const isFirstLook = known === undefined && options.resumedFiles.has(file);
    const isUntouched = isFirstLook && (name.step !== null || step === options.resumeStep);
    checkpoints.set(file, { filename: name.filename, step, modifiedMs: mtimeMs, hasOptimizer: isUntouched });
    // Also one that was laid out: a run that goes on from the last step only writes it again.
    if (name.step === null) finals.set(file, step);
    if (isUntouched) return;
    options.onEvent({
      type: 'artifact',
      kind: 'checkpoint',
      path,
      filename: name.filename,
      step,
      index: null,
      prompt: null,
    });
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
    for (const file of (await filesOf(options.folder)) ?? []) {
      if (readCheckpointName(file, options.runName, options.jobName) === null) continue;
      const found = await stat(join(options.folder, file)).catch(ignoreUnfinished);
      if (found !== undefined && found.mtimeMs > modifiedMs) return true;
    }
    return false;
  };

  const noticeRemoved = (present: ReadonlySet<string>) => {
    for (const [file, checkpoint] of checkpoints) {
      if (present.has(file)) continue;
      checkpoints.delete(file);
      options.onEvent({ type: 'removed', kind: 'checkpoint', filename: checkpoint.filename });
      const { step } = checkpoint;
      const isStepKept = [...checkpoints.values()].some((other) => other.step === step);
      if (isStepKept || (!optimizerSteps.delete(step) && !options.resumedFiles.has(file))) continue;
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
    const files = await filesOf(options.folder);
    if (files === null) return;
    for (const file of files.sort()) {
      await takeCheckpoint(file).catch(ignoreUnfinished);
    }
    noticeRemoved(new Set(files));
    await takeOptimizer();
    // Shown under their names only when complete.
    for (const file of (await filesOf(join(options.folder, 'samples')))?.sort() ?? []) takeSample(file);
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

/** Names of the files in a folder; null where there is no such folder. */
async function filesOf(folder: string): Promise<string[] | null> {
  try {
    const entries = await readdir(folder, { withFileTypes: true });
    return entries.filter((entry) => entry.isFile()).map((entry) => entry.name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}
