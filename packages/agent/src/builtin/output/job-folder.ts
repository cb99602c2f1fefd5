import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { removePartialFiles } from './whole-file.ts';

/** The folder of one job, laid out as AI Toolkit lays it out. */
export interface JobFolder {
  readonly root: string;
  finalCheckpoint(): string;
  checkpoint(step: number): string;
  optimizerState(step: number): string;
  sample(timeMs: number, step: number, index: number, format: string): string;
  /** Steps of which there is a checkpoint with the step in its name, lowest first. */
  listCheckpoints(): Promise<number[]>;
  /** Steps of which there is an optimizer state, lowest first. */
  listOptimizerStates(): Promise<number[]>;
}

/** Makes the folder and the folders in it where they are missing, and clears half-written files away. */
export async function openJobFolder(trainingFolder: string, name: string): Promise<JobFolder> {
  const root = join(trainingFolder, name);
  const optimizer = join(root, 'optimizer');
  const samples = join(root, 'samples');
  for (const folder of [root, optimizer, samples]) {
    await mkdir(folder, { recursive: true });
    await removePartialFiles(folder);
  }
  return {
    root,
    finalCheckpoint: () => join(root, `${name}.safetensors`),
    checkpoint: (step) => join(root, `${name}_${digits(step)}.safetensors`),
    optimizerState: (step) => join(optimizer, `${digits(step)}.safetensors`),
    sample: (timeMs, step, index, format) => join(samples, `${timeMs}__${digits(step)}_${index}.${format}`),
    listCheckpoints: () => listSteps(root, `${name}_`),
    listOptimizerStates: () => listSteps(optimizer, ''),
  };
}

function digits(step: number): string {
  return String(step).padStart(9, '0');
}

async function listSteps(folder: string, prefix: string): Promise<number[]> {
  const steps: number[] = [];
  for (const name of await readdir(folder)) {
    if (!name.startsWith(prefix)) continue;
    const match = /^(\d{9})\.safetensors$/.exec(name.slice(prefix.length));
    if (match) steps.push(Number(match[1]));
  }
  return steps.sort((a, b) => a - b);
}
