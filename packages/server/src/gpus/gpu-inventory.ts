import { availableParallelism } from 'node:os';
import type { Settings } from '../config/settings.ts';
import type { Gpu } from '../executors/executor.ts';
import { OperatorError } from '../operator-error.ts';
import { cpuSlots } from './cpu-slots.ts';
import { readNvidiaCards } from './nvidia-cards.ts';
import { describeCards, offeredGpus } from './offered-gpus.ts';

/**
 * What runs can be placed on: the NVIDIA cards of this machine or, for the built-in trainer, slots of its
 * processors. On a machine without cards AI Toolkit gets slots only where GPUS names them: it then trains on
 * the processor. Throws `OperatorError` where there is nothing to train on.
 */
export async function readGpuInventory(
  settings: Pick<Settings, 'trainer' | 'gpus' | 'gpuTypes'>,
): Promise<readonly Gpu[]> {
  if (settings.trainer === 'builtin') return cpuSlots(settings.gpus, availableParallelism());
  const cards = await readNvidiaCards().catch((error: Error) => {
    throw new OperatorError(`${error.message}. Mend the driver first; TRAINER=builtin works without a GPU.`);
  });
  if (cards.length === 0 && settings.gpus !== null) return cpuSlots(settings.gpus, availableParallelism());
  try {
    const gpus = offeredGpus(cards, settings.gpus, settings.gpuTypes);
    if (gpus.length > 0) return gpus;
  } catch (error) {
    throw new OperatorError(error instanceof Error ? error.message : String(error));
  }
  throw new OperatorError(
    cards.length === 0
      ? 'No NVIDIA GPU was found (nvidia-smi lists none). Install the driver, name slots of the processor with GPUS, or use TRAINER=builtin.'
      : `None of the GPUs of this machine has a type that clients can ask for: ${describeCards(cards, settings.gpuTypes)}. Give them one with GPU_TYPES, such as GPU_TYPES="${cards[0]?.name}=AMPERE_24".`,
  );
}
