import type { Gpu } from '../executors/executor.ts';
import { cardsNeeded, findGpu } from '../gpus/gpu-offers.ts';
import type { WaitingRun } from './choose-gpus.ts';

/** What is known of the GPUs of one type. */
export interface TypeSituation {
  /** The cards of this node; null where it does not offer the type. */
  readonly gpus: readonly Gpu[] | null;
  /** True where another node has offered the type lately. */
  readonly isElsewhere: boolean;
  readonly leased: ReadonlySet<string>;
  /** What keeps cards from being handed out, by id. */
  readonly blocked: ReadonlyMap<string, string>;
  /** Why cards are paused, by id, whoever holds them now. */
  readonly paused: ReadonlyMap<string, string>;
}

/**
 * Why a queued run would not be started even if it were its turn, and what can be done; null where it only
 * waits for GPUs that other runs hold.
 */
export function waitingReason(
  run: WaitingRun & { readonly gpu_type: string },
  situation: TypeSituation,
): string | null {
  const { gpus, leased, blocked, paused } = situation;
  if (situation.isElsewhere) return null;
  const obstacleOf = (id: string) => paused.get(id) ?? (leased.has(id) ? null : (blocked.get(id) ?? null));
  const orElse = 'Cancel the job and resume it with another gpu_type, or wait until it is back.';
  if (gpus === null) {
    return `This installation no longer has a GPU of type ${run.gpu_type}. ${orElse}`;
  }
  if (run.gpu_id !== null) {
    const gpu = findGpu(gpus, run.gpu_id);
    if (gpu === undefined) {
      return `The GPU ${run.gpu_id} of type ${run.gpu_type} is no longer there. Cancel the job and submit it without gpu_id, or wait until it is back.`;
    }
    return obstacleOf(gpu.id);
  }
  const needed = cardsNeeded(run.trainer, run.gpu_count);
  if (needed > gpus.length) {
    return `The job needs ${needed} GPUs of type ${run.gpu_type}, and this installation now has only ${gpus.length}. ${orElse}`;
  }
  const obstacles = gpus.flatMap(({ id }) => obstacleOf(id) ?? []);
  return needed > gpus.length - obstacles.length ? [...new Set(obstacles)].slice(0, 2).join(' ') : null;
}
