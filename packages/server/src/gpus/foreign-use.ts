import type { Gpu } from '../executors/executor.ts';
import type { GpuSnapshot } from './gpu-monitor.ts';
import type { GpuProcess } from './gpu-processes.ts';

/** Less is a helper of the driver: a process that computes takes more for its context alone. */
const computingMib = 256;

/**
 * Why a card that no run of ours holds cannot be handed out at this moment; null where it can. `foreignMib` is
 * what may be in use on it without a process that is known, as a desktop or another container does. The programs of
 * others are named for the operator alone.
 */
export function obstacleOf(
  gpu: Gpu,
  snapshot: GpuSnapshot,
  foreignMib: number,
  reader: 'operator' | 'anybody',
): string | null {
  if (snapshot.problem !== null) return `${snapshot.problem}.`;
  const card = snapshot.cards.get(gpu.id);
  if (card === undefined) return `The driver no longer lists the card ${gpu.id}.`;
  const computesOn = (programs: readonly string[]) =>
    reader === 'operator'
      ? `Another program computes on the card ${gpu.id}: ${programs.join(', ')}.`
      : `Another program computes on the card ${gpu.id}; its operator sees with "trainyard doctor" which one.`;
  const holders = holdersOf(gpu.id, snapshot).filter(({ usedMib }) => (usedMib ?? 0) >= computingMib);
  if (holders.length > 0) {
    return computesOn(
      holders.map(({ name, pid, usedMib }) => `${name || 'a process'} (${pid}, ${usedMib} MiB)`),
    );
  }
  const used = card.usedMib;
  if (used !== null && used > foreignMib) {
    return `${used} MiB of the memory of the card ${gpu.id} are in use by others.`;
  }
  const silent = holdersOf(gpu.id, snapshot).find(({ usedMib }) => usedMib === null);
  // Where the driver tells no memory at all, the process is all there is to go by.
  if (silent !== undefined && used === null) {
    return computesOn([`${silent.name || 'a process'} (${silent.pid})`]);
  }
  return null;
}

/** The processes on a card; drivers before R470 write a slice as `MIG-<UUID of its card>/…`. */
export function holdersOf(id: string, { processes }: GpuSnapshot): readonly GpuProcess[] {
  return processes.filter(({ uuid }) => uuid === id || uuid.startsWith(`MIG-${id}/`));
}
