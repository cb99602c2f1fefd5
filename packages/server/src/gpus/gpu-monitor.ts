import type { Clock } from '../clock.ts';
import { type GpuProcess, readGpuProcesses } from './gpu-processes.ts';
import { type NvidiaCard, readDriverVersion, readNvidiaCards } from './nvidia-cards.ts';

/** What the driver said at one moment. */
export interface GpuSnapshot {
  /** Milliseconds since 1970. */
  readonly at: number;
  /** The version of the driver; null where it does not say. */
  readonly driver: string | null;
  /** By UUID. */
  readonly cards: ReadonlyMap<string, NvidiaCard>;
  readonly processes: readonly GpuProcess[];
  /** Why nothing could be read; null when all is well. */
  readonly problem: string | null;
}

/** Asks the driver about its cards, as seldom as those who want to know allow. */
export interface GpuMonitor {
  /** What the driver said at most `maxAgeMs` ago. Never throws; those who ask together get one answer. */
  read(maxAgeMs: number): Promise<GpuSnapshot>;
}

/**
 * A monitor of the NVIDIA cards of this machine. Ages are told by `uptimeMs`: were `clock` set back, an old answer
 * would be new for long.
 */
export function createGpuMonitor(clock: Clock, uptimeMs: () => number = () => performance.now()): GpuMonitor {
  let last: GpuSnapshot | null = null;
  let lastAt = 0;
  let reading: Promise<GpuSnapshot> | null = null;
  return {
    async read(maxAgeMs) {
      if (last !== null && uptimeMs() - lastAt <= maxAgeMs) return last;
      const askedAt = uptimeMs();
      reading ??= readSnapshot(clock)
        .then((snapshot) => {
          last = snapshot;
          lastAt = askedAt;
          return snapshot;
        })
        .finally(() => {
          reading = null;
        });
      return reading;
    },
  };
}

async function readSnapshot(clock: Clock): Promise<GpuSnapshot> {
  const at = clock.now();
  try {
    const [cards, processes, driver] = await Promise.all([
      readNvidiaCards(),
      // Where only this fails, as beside a card that is lost, the memory in use still says enough.
      readGpuProcesses().catch(() => []),
      readDriverVersion().catch(() => null),
    ]);
    return { at, driver, cards: new Map(cards.map((card) => [card.uuid, card])), processes, problem: null };
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error);
    return { at, driver: null, cards: new Map(), processes: [], problem };
  }
}
