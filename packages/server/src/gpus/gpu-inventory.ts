import { availableParallelism } from 'node:os';
import type { Settings } from '../config/settings.ts';
import type { Gpu } from '../executors/executor.ts';
import { OperatorError } from '../operator-error.ts';
import { cpuSlots } from './cpu-slots.ts';
import { offeredGpus, readNvidiaCards } from './nvidia-gpus.ts';

/**
 * What runs can be placed on: the NVIDIA cards of this machine or, for the built-in trainer, slots of its
 * processors. On a machine without cards AI Toolkit gets slots only where GPUS names them: it then trains on
 * the processor. Throws `OperatorError` where there is nothing to train on.
 */
export async function readGpuInventory(
  settings: Pick<Settings, 'trainer' | 'gpus'>,
): Promise<readonly Gpu[]> {
  if (settings.trainer === 'builtin') return cpuSlots(settings.gpus, availableParallelism());
  const cards = await readNvidiaCards().catch((error: Error) => {
    throw new OperatorError(`${error.message}. Mend the driver first; TRAINER=builtin works without a GPU.`);
  });
  if (cards.length === 0 && settings.gpus !== null) return cpuSlots(settings.gpus, availableParallelism());
  try {
    const gpus = offeredGpus(cards, settings.gpus);
    if (gpus.length > 0) return gpus;
  } catch (error) {
    throw new OperatorError(error instanceof Error ? error.message : String(error));
  }
  throw new OperatorError(
    'No NVIDIA GPU that can be offered was found (nvidia-smi lists none). Install the driver, name slots of the processor with GPUS, or use TRAINER=builtin.',
  );
}
