import type { TrainerControl } from '../trainers/trainer.ts';
import { nextStopStep, type StopMeans } from './stop-escalation.ts';
import type { TrainerProcess } from './trainer-process.ts';

const lookAgainMs = 50;

/**
 * Stops a trainer by ever stronger means until it has ended. True where it had to be killed. No signal is sent
 * while a checkpoint is being written, unless that takes longer than a whole grace.
 */
export async function stopTrainer(
  trainer: Pick<TrainerProcess, 'ended' | 'signalGroup' | 'signalLeader'>,
  control: Pick<TrainerControl, 'requestStop' | 'isSaving'>,
  graceMs: number,
): Promise<boolean> {
  let askedAt = performance.now();
  const used: StopMeans[] = [];
  for (;;) {
    const next = nextStopStep(used, performance.now() - askedAt, graceMs);
    if (next === null) {
      await trainer.ended;
      return true;
    }
    if (await settlesWithin(trainer.ended, next.waitMs)) return false;
    if (next.means !== 'command' && used.length === 1) {
      const dueAt = performance.now();
      while (control.isSaving?.() === true && performance.now() < dueAt + graceMs) {
        if (await settlesWithin(trainer.ended, lookAgainMs)) return false;
      }
      // What was waited for the checkpoint does not count against the trainer.
      askedAt += performance.now() - dueAt;
    }
    used.push(next.means);
    if (next.means === 'command') control.requestStop();
    // Workers of a trainer take an interrupt for their own end, and it then fails for want of them.
    else if (next.means === 'SIGINT') trainer.signalLeader(next.means);
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
