import type { Gpu } from '../executors/executor.ts';
import { cardsNeeded, findGpu } from '../gpus/gpu-offers.ts';

/** A queued run, as far as GPUs go. */
export interface WaitingRun {
  readonly id: string;
  readonly trainer: 'builtin' | 'ai-toolkit';
  readonly gpu_count: number;
  readonly gpu_id: string | null;
}

/**
 * Gives free GPUs of one type to the runs that wait for it, in their order. A run that needs more than are
 * free keeps them for itself: those behind it wait too, or it would never get them. One that asks for a
 * certain GPU waits for that one alone. GPUs that are `blocked` by something other than runs are given to
 * nobody, and nobody keeps others waiting for them; nor for those that are `paused`, whoever holds them now.
 */
export function chooseGpus<Run extends WaitingRun>(
  waiting: readonly Run[],
  all: readonly Gpu[],
  leased: ReadonlySet<string>,
  blocked: { has(id: string): boolean } = new Set<string>(),
  paused: { has(id: string): boolean } = new Set<string>(),
): readonly { readonly run: Run; readonly gpus: readonly Gpu[] }[] {
  const usable = all.filter((gpu) => !paused.has(gpu.id) && (leased.has(gpu.id) || !blocked.has(gpu.id)));
  const free = usable.filter((gpu) => !leased.has(gpu.id));
  const chosen: { run: Run; gpus: readonly Gpu[] }[] = [];
  for (const run of waiting) {
    if (free.length === 0) break;
    if (run.gpu_id === null) {
      const needed = cardsNeeded(run.trainer, run.gpu_count);
      // One that the machine cannot give at all must not hold up the others.
      if (needed > usable.length) continue;
      if (free.length < needed) break;
      chosen.push({ run, gpus: free.splice(0, needed) });
      continue;
    }
    const wanted = findGpu(all, run.gpu_id);
    const place = wanted === undefined ? -1 : free.indexOf(wanted);
    if (place !== -1) chosen.push({ run, gpus: free.splice(place, 1) });
  }
  return chosen;
}
