import type { Gpu } from '../executors/executor.ts';

/** The types that the built-in trainer stands in for on a machine without such GPUs. */
const standIns = ['ADA_80_PLUS', 'HOPPER_141'] as const;

/**
 * Slots of the processor that stand in for GPUs: as many of each type as `counts` says, or as there are
 * processors of both types that every client knows. Ids are stable over restarts.
 */
export function cpuSlots(counts: ReadonlyMap<string, number> | null, processors: number): readonly Gpu[] {
  const wanted = counts ?? new Map<string, number>(standIns.map((type) => [type, Math.max(1, processors)]));
  return [...wanted].flatMap(([type, count]) =>
    Array.from({ length: count }, (_, index) => ({
      id: `slot-${type.toLowerCase()}-${index}`,
      index,
      type,
    })),
  );
}
