import { SafetensorsError } from '../../safetensors/header.ts';
import { readSafetensors, type SafetensorsFile } from '../../safetensors/read.ts';
import { TrainingError } from '../training-error.ts';

/** Where the numbers of a tensor are to go, and the shape it must have. */
export interface TensorTarget {
  readonly name: string;
  readonly shape: readonly number[];
  readonly target: Float32Array;
}

/** Reads a file to resume from; `what` names it in the TrainingError that a bad one gives. */
export async function readTensorFile(path: string, what: string): Promise<SafetensorsFile> {
  try {
    return await readSafetensors(path);
  } catch (error) {
    if (error instanceof SafetensorsError) {
      throw new TrainingError(`The ${what} to resume from is broken. ${error.message}`);
    }
    if (error instanceof Error && 'code' in error) {
      throw new TrainingError(`The ${what} to resume from cannot be read (${String(error.code)}).`);
    }
    throw error;
  }
}

/** Copies tensors to where they belong. Throws TrainingError where one is missing or of another shape. */
export function loadTensors(file: SafetensorsFile, targets: readonly TensorTarget[], what: string): void {
  for (const { name, shape } of targets) {
    const found = file.tensors.get(name);
    if (!found) {
      throw new TrainingError(
        `The ${what} to resume from has no tensor ${name}: it is not of this trainer's model.`,
      );
    }
    if (found.shape.join() !== shape.join()) {
      throw new TrainingError(
        `The ${what} to resume from has ${name} in the shape [${found.shape.join(', ')}], but the config's network needs [${shape.join(', ')}]; set network.linear to the rank that the run began with.`,
      );
    }
  }
  for (const { name, target } of targets) target.set(file.tensors.get(name)?.values ?? []);
}
