import type { Executor, Gpu } from '../executors/executor.ts';

/** A type of GPU that this installation has, and the cards of that type. */
export interface GpuOffer {
  readonly type: string;
  /** By ascending index; empty where a scheduler has the cards. */
  readonly gpus: readonly Gpu[];
  /** How many cards a run can have at most; null where a scheduler decides. */
  readonly cards: number | null;
}

/** What the installation offers at present, by name of the type. */
export async function gpuOffers(executor: Executor): Promise<readonly GpuOffer[]> {
  const byType = new Map<string, Gpu[]>();
  for (const gpu of await executor.gpus()) {
    const gpus = byType.get(gpu.type);
    if (gpus === undefined) byType.set(gpu.type, [gpu]);
    else gpus.push(gpu);
  }
  return [...byType]
    .map(([type, gpus]) => ({
      type,
      gpus: executor.queuesItself ? [] : gpus.toSorted((a, b) => a.index - b.index),
      cards: executor.queuesItself ? null : gpus.length,
    }))
    .sort((a, b) => (a.type < b.type ? -1 : 1));
}

/** How many cards a run takes. The built-in trainer is one process on the processor, whatever the count. */
export function cardsNeeded(trainer: 'builtin' | 'ai-toolkit', gpuCount: number): number {
  return trainer === 'builtin' ? 1 : gpuCount;
}

/**
 * The card that a `gpu_id` names: `#1` is the first of the type by index, `#2` the second; the full id of a
 * device works as well. Undefined where there is none.
 */
export function findGpu(gpus: readonly Gpu[], gpuId: string): Gpu | undefined {
  const position = /^#([1-9]\d{0,3})$/.exec(gpuId)?.[1];
  return position === undefined ? gpus.find((gpu) => gpu.id === gpuId) : gpus[Number(position) - 1];
}
