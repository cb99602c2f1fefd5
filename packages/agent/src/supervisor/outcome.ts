import type { RunOutcome } from '@trainyard/core';

/** Why the agent itself asked a trainer to stop; `trainer` is for one that gets nowhere. */
export type HaltCause = 'command' | 'agent' | 'trainer';

/** Everything known about a trainer that has ended. */
export interface TrainerEnd {
  exitCode: number | null;
  signal: string | null;
  /** What the trainer said of its end, if it said anything. */
  said: 'finished' | 'stopped' | 'failed' | null;
  /** What went wrong, in the trainer's words. */
  saidMessage: string | null;
  /** The same for machines. */
  saidReason?: string | null;
  step: number;
  totalSteps: number;
  halt: HaltCause | null;
  /** True where the agent had to kill it. */
  wasForced: boolean;
  lastLogLines: readonly string[];
}

/** How a run ended, truthfully: finished only where the trainer says so and did all its steps. */
export function outcomeOf(end: TrainerEnd): {
  outcome: RunOutcome;
  message: string | null;
  reason: string | null;
} {
  const { outcome, message } = describeEnd(end);
  return { outcome, message, reason: outcome === 'failed' ? (end.saidReason ?? null) : null };
}

function describeEnd(end: TrainerEnd): { outcome: RunOutcome; message: string | null } {
  const place = `at step ${end.step} of ${end.totalSteps}`;
  if (end.said === 'finished' && end.step === end.totalSteps) return { outcome: 'finished', message: null };
  if (end.halt === 'agent') {
    return { outcome: 'killed', message: `The agent was asked to stop; the trainer ended ${place}.` };
  }
  if (end.halt === 'command') {
    const message = end.wasForced
      ? `The trainer did not stop when asked and was killed ${place}.`
      : `Stopped as asked, ${place}.`;
    return { outcome: 'stopped', message };
  }
  if (end.said === 'failed') {
    return { outcome: 'failed', message: end.saidMessage ?? `The trainer failed ${place}.` };
  }
  if (end.signal !== null) {
    const why =
      end.signal === 'SIGKILL'
        ? ' The kernel does that when memory runs out; see the log of the machine.'
        : '';
    return { outcome: 'killed', message: `The trainer was killed by ${end.signal} ${place}.${why}` };
  }
  if (end.said === 'stopped') {
    return {
      outcome: 'killed',
      message: `Something other than Trainyard told the trainer to stop, ${place}.`,
    };
  }
  const how =
    end.said === 'finished' || end.exitCode === 0
      ? `The trainer ended by itself ${place}`
      : `The trainer ended with exit code ${end.exitCode} ${place}`;
  const lines = end.lastLogLines.join('\n');
  return {
    outcome: 'failed',
    message: lines === '' ? `${how}.` : `${how}. The last lines of its log:\n${lines}`,
  };
}
