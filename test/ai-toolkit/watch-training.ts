import { existsSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import Database from 'better-sqlite3';
import { processorSeconds } from './processor-time.ts';

/** What a training did, from when it was warm to its end. */
export interface Training {
  /** By the clock of the trainer, which writes down when it did each step. */
  readonly stepsPerSecond: number;
  /** Milliseconds of processor time, by the name of the process. */
  readonly processorMs: {
    readonly perStep: Readonly<Record<string, number>>;
    readonly perSecond: Readonly<Record<string, number>>;
  };
}

interface Moment {
  /** Seconds since 1970. */
  readonly at: number;
  readonly processorSeconds: ReadonlyMap<string, number>;
}

const lookEveryMs = 500;

/**
 * Watches a training that has begun until its process is gone. `lossLog` is where the trainer writes its steps,
 * `processes` whose processor time counts: the trainer, and whatever else. The first `warmUpSteps` count for nothing.
 */
export async function watchTraining(options: {
  readonly lossLog: string;
  readonly processes: Readonly<{ trainer: number } & Record<string, number>>;
  readonly warmUpSteps: number;
}): Promise<Training> {
  const moments: Moment[] = [];
  let log: Database.Database | null = null;
  try {
    while (processorSeconds(options.processes.trainer) !== null) {
      log ??= openLossLog(options.lossLog);
      moments.push(look(options.processes));
      await sleep(lookEveryMs);
    }
    if (log === null) throw new Error(`The trainer ended before it wrote ${options.lossLog}.`);
    const rows = log.prepare<[], number>('SELECT wall_time FROM steps ORDER BY step').pluck().all();
    return measure(rows.slice(options.warmUpSteps), moments);
  } finally {
    log?.close();
  }
}

/** Kept open while the trainer runs, the file can still be read after its folder was removed. */
function openLossLog(file: string): Database.Database | null {
  if (!existsSync(file)) return null;
  const log = new Database(file, { readonly: true });
  try {
    log.prepare('SELECT count(*) FROM steps').get();
    return log;
  } catch {
    // Its table is being made.
    log.close();
    return null;
  }
}

function look(processes: Readonly<Record<string, number>>): Moment {
  const used = new Map<string, number>();
  for (const [name, pid] of Object.entries(processes)) {
    const seconds = processorSeconds(pid);
    if (seconds !== null) used.set(name, seconds);
  }
  return { at: Date.now() / 1000, processorSeconds: used };
}

function measure(stepTimes: readonly number[], moments: readonly Moment[]): Training {
  const first = stepTimes[0] ?? 0;
  const last = stepTimes.at(-1) ?? 0;
  const within = moments.filter(({ at }) => at >= first && at <= last);
  const [begin, end] = [within[0], within.at(-1)];
  if (begin === undefined || end === undefined || begin === end) {
    throw new Error('The training was too short to be measured: give it more --steps.');
  }
  const steps = stepTimes.filter((at) => at > begin.at && at <= end.at).length;
  const usedMs = [...begin.processorSeconds].map(
    ([name, before]) => [name, 1000 * ((end.processorSeconds.get(name) ?? before) - before)] as const,
  );
  const per = (count: number) => Object.fromEntries(usedMs.map(([name, ms]) => [name, ms / count]));
  return {
    stepsPerSecond: (stepTimes.length - 1) / (last - first),
    processorMs: { perStep: per(steps), perSecond: per(end.at - begin.at) },
  };
}
