import type { QueuePausesTable } from '../db/gpu-tables.ts';
import type { Query } from '../db/in-transaction.ts';
import type { Gpu } from '../executors/executor.ts';

/** What is paused as it concerns one node, in words for those who wait. */
export interface PausedHere {
  /** Why nothing is started anywhere; null where something is. */
  readonly everything: string | null;
  /** Why a GPU of the node is given to no run, by its id. */
  readonly gpus: ReadonlyMap<Gpu['id'], string>;
}

/** Everything that is paused, the whole installation first. */
export async function selectPauses(query: Query): Promise<readonly QueuePausesTable[]> {
  return query.selectFrom('queue_pauses').selectAll().orderBy('node').orderBy('gpu_id').execute();
}

/** What the pauses mean for the GPUs of a node. */
export function pausedHere(
  pauses: readonly QueuePausesTable[],
  node: string,
  gpus: readonly Pick<Gpu, 'id'>[],
): PausedHere {
  const whole = pauses.find((pause) => pause.node === '');
  const here = pauses.filter((pause) => pause.node === node);
  const ofNode = here.find((pause) => pause.gpu_id === '');
  const words = new Map(
    gpus.flatMap(({ id }): [string, string][] => {
      const pause = whole ?? ofNode ?? here.find((one) => one.gpu_id === id);
      return pause === undefined ? [] : [[id, describePause(pause)]];
    }),
  );
  return { everything: whole === undefined ? null : describePause(whole), gpus: words };
}

/** What is paused, by whom, since when and why, as sentences. */
function describePause(pause: QueuePausesTable): string {
  const since = new Date(pause.paused_at).toISOString().slice(0, 16).replace('T', ' ');
  const why = pause.reason === null ? '.' : `: ${pause.reason.replace(/[.\s]+$/, '')}.`;
  return `${subjectOf(pause)} is paused by ${pause.paused_by} since ${since} UTC${why}`;
}

function subjectOf({ node, gpu_id: gpuId, gpu_label: label }: QueuePausesTable): string {
  if (node === '') return 'The queue';
  return gpuId === '' ? `The queue of the machine ${node}` : `The GPU ${label ?? gpuId}`;
}
