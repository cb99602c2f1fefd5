import type { Gpu } from '../executors/executor.ts';
import { obstacleOf } from './foreign-use.ts';
import type { GpuMonitor, GpuSnapshot } from './gpu-monitor.ts';

/** What is known for so long is not asked again before a card is handed out. */
const freshMs = 5_000;
/** A card that looks taken is looked at again: what held it may have been the run that ended just now. */
const recheckMs = 1_500;

/** What keeps GPUs that no run holds from being handed out, by id, in words for every account. Slots are never blocked. */
export async function blockedGpus(
  options: { readonly monitor: GpuMonitor; readonly foreignMib: number },
  gpus: readonly Gpu[],
): Promise<ReadonlyMap<string, string>> {
  const cards = gpus.filter(isCard);
  if (cards.length === 0) return new Map();
  const obstacles = (snapshot: GpuSnapshot) =>
    new Map(
      cards.flatMap((gpu): [string, string][] => {
        const obstacle = obstacleOf(gpu, snapshot, options.foreignMib, 'anybody');
        return obstacle === null ? [] : [[gpu.id, obstacle]];
      }),
    );
  const first = obstacles(await options.monitor.read(freshMs));
  return first.size === 0 ? first : obstacles(await options.monitor.read(recheckMs));
}

/** True for a device; false for a slot of the processor that stands in for one. */
export function isCard({ id }: Pick<Gpu, 'id'>): boolean {
  return /^(?:GPU|MIG)-/.test(id);
}
