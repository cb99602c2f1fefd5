import type { TrainerControl } from '../trainers/trainer.ts';
import { nextStopStep, type StopMeans } from './stop-escalation.ts';
import type { TrainerProcess } from './trainer-process.ts';

/** Stops a trainer by ever stronger means until it has ended. True where it had to be killed. */
export async function stopTrainer(
  trainer: Pick<TrainerProcess, 'ended' | 'signalGroup'>,
  control: Pick<TrainerControl, 'requestStop'>,
  graceMs: number,
): Promise<boolean> {
  const askedAt = performance.now();
  const used: StopMeans[] = [];
  for (;;) {
    const next = nextStopStep(used, performance.now() - askedAt, graceMs);
    if (next === null) {
      await trainer.ended;
      return true;
    }
    if (await settlesWithin(trainer.ended, next.waitMs)) return false;
    used.push(next.means);
    if (next.means === 'command') control.requestStop();
    else trainer.signalGroup(next.means);
  }
}

async function settlesWithin(promise: Promise<unknown>, waitMs: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<false>((resolve) => {
    timer = setTimeout(() => resolve(false), waitMs);
  });
  try {
    return await Promise.race([promise.then(() => true), timeout]);
  } finally {
    clearTimeout(timer);
  }
}
