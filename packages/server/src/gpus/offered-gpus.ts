import type { Gpu } from '../executors/executor.ts';
import { type GpuTypeNames, gpuTypeOf } from './gpu-types.ts';
import type { NvidiaCard } from './nvidia-cards.ts';

/**
 * The cards that runs can have: of each type as many as `wanted` says, or all. Throws, naming what was found,
 * where fewer are there than wanted.
 */
export function offeredGpus(
  cards: readonly NvidiaCard[],
  wanted: ReadonlyMap<string, number> | null,
  names: GpuTypeNames = new Map(),
): readonly Gpu[] {
  const known = cards.flatMap((card): Gpu[] => {
    const type = gpuTypeOf(card, names);
    return type === null ? [] : [{ id: card.uuid, index: card.index, type, name: card.name }];
  });
  if (wanted === null) return known;
  return [...wanted].flatMap(([type, count]) => {
    const ofType = known.filter((gpu) => gpu.type === type);
    if (ofType.length >= count) return ofType.slice(0, count);
    throw new Error(
      `GPUS asks for ${count} of ${type}, but this machine has: ${describeCards(cards, names) || 'none'}.`,
    );
  });
}

/** Each card with its type, for people. */
export function describeCards(cards: readonly NvidiaCard[], names: GpuTypeNames = new Map()): string {
  return cards
    .map((card) => `${card.name} (${gpuTypeOf(card, names) ?? 'no type of the contract'})`)
    .join(', ');
}
