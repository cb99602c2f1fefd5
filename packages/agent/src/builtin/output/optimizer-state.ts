import { encodeSafetensors, type TensorToWrite } from '../../safetensors/encode.ts';
import type { Adam } from '../training/adam.ts';
import type { Adapters } from '../training/adapters.ts';
import { TrainingError } from '../training-error.ts';
import { loadTensors, readTensorFile, type TensorTarget } from './tensor-file.ts';
import { trainerVersion } from './trainer-version.ts';

const kind = 'trainyard-builtin-optimizer-state';

/** A file with all that an exact continuation needs: unrounded weights, moments, and counts. */
export function encodeOptimizerState(adapters: Adapters, adam: Adam, step: number): Uint8Array {
  const tensors = statePieces(adapters, adam).map(
    ({ name, shape, target }): TensorToWrite => ({ name, type: 'F32', shape, values: target }),
  );
  const metadata = new Map([
    ['format', 'pt'],
    ['kind', kind],
    ['trainer_version', trainerVersion],
    ['step', String(step)],
    ['updates', String(adam.updates)],
  ]);
  return encodeSafetensors(tensors, metadata);
}

/** Fills adapters and optimizer from such a file and gives its step. Throws TrainingError. */
export async function loadOptimizerState(path: string, adapters: Adapters, adam: Adam): Promise<number> {
  const what = 'optimizer state';
  const file = await readTensorFile(path, what);
  if (file.metadata.get('kind') !== kind) {
    throw new TrainingError(`The file to resume from is no ${what} of the built-in trainer.`);
  }
  const version = file.metadata.get('trainer_version');
  if (version !== trainerVersion) {
    throw new TrainingError(
      `The ${what} to resume from is of version ${version ?? 'unknown'} of the built-in trainer, which is now ${trainerVersion}; resume from the checkpoint instead.`,
    );
  }
  const step = readCount(file.metadata.get('step'));
  const updates = readCount(file.metadata.get('updates'));
  loadTensors(file, statePieces(adapters, adam), what);
  adam.updates = updates;
  return step;
}

function statePieces(adapters: Adapters, adam: Adam): TensorTarget[] {
  return adapters.parameters.flatMap(({ name, shape, values }, order) => {
    const memory = adam.moments[order];
    if (!memory) return [];
    return [
      { name, shape, target: values },
      { name: `${name}.exp_avg`, shape, target: memory.first },
      { name: `${name}.exp_avg_sq`, shape, target: memory.second },
    ];
  });
}

function readCount(text: string | undefined): number {
  if (text === undefined || !/^\d{1,9}$/.test(text)) {
    throw new TrainingError('The optimizer state to resume from does not say which step it is of.');
  }
  return Number(text);
}
