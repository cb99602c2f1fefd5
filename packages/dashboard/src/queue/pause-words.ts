import type { Answer } from '../api/types.ts';
import type { Gpu } from './gpu-state.ts';

/** Something that an administrator has paused. */
export type Pause = Answer<'getQueue'>['pauses'][number];

/** The pause of a GPU itself; null where there is none, whatever else is paused. */
export function pauseOf(pauses: readonly Pause[], gpu: Pick<Gpu, 'id' | 'node'>): Pause | null {
  return pauses.find((pause) => pause.node === gpu.node && pause.gpu === gpu.id) ?? null;
}

/** By whom it was paused and why, as a sentence. */
export function pauseWords({ paused_by: by, reason }: Pick<Pause, 'paused_by' | 'reason'>): string {
  return reason === null ? `Paused by ${by}.` : `Paused by ${by}: ${reason}`;
}
