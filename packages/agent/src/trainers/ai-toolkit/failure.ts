import type { RunPhase } from '@trainyard/core';
import { failureRules, tryAgain } from './failure-rules.ts';

/** Everything known about a trainer that ended without having finished. */
export interface TrainerDeath {
  exitCode: number | null;
  signal: string | null;
  /** What it printed as its error; null where it printed none. */
  error: string | null;
  exception: { type: string; message: string } | null;
  /** What ended a process of the trainer's own, before the trainer itself ended for want of it; null for nothing. */
  partSignal: string | null;
  phase: RunPhase;
  step: number;
  totalSteps: number;
  isResumed: boolean;
  /** True where the weights of the last step are complete, so that only what comes after them failed. */
  hasFinalCheckpoint: boolean;
  /** True where the kernel killed for lack of memory meanwhile, where the trainer lived. */
  wasMemoryKill: boolean;
}

/** What a trainer said of its end. */
type Said = Pick<TrainerDeath, 'error' | 'exception'>;

/** Why a run failed. */
export interface Failure {
  /** For machines. */
  reason: string;
  /** What happened and what to do about it. */
  message: string;
}

const phaseWords: Record<RunPhase, string> = {
  fetching: 'while its files were fetched',
  loading: 'while the model was loaded',
  caching: 'while the dataset was prepared',
  training: 'while training',
  sampling: 'while sampling',
  saving: 'while saving',
  captioning: 'while captioning',
};

const crashSignals: ReadonlySet<string> = new Set(['SIGSEGV', 'SIGBUS', 'SIGABRT', 'SIGILL', 'SIGFPE']);

/** Says in words why a trainer ended. Null where something from outside killed it, which is no failure of it. */
export function classifyFailure(death: TrainerDeath): Failure | null {
  const place = placeOf(death);
  const kept = death.hasFinalCheckpoint ? ' The weights of the last step are complete and were kept.' : '';
  if ((death.signal === 'SIGKILL' || death.partSignal === 'SIGKILL') && death.wasMemoryKill) {
    return {
      reason: 'KILLED_BY_KERNEL',
      message: `The machine ran out of memory and the kernel killed the trainer ${place}. Use a smaller model or less of cached latents in memory (cache_latents_to_disk), fewer workers, or a machine with more memory.${kept}`,
    };
  }
  if (death.signal !== null && !crashSignals.has(death.signal)) return null;
  const said = textOf(death);
  for (const rule of failureRules) {
    const found = rule.says.exec(said);
    if (found === null || (rule.isResumed !== undefined && rule.isResumed !== death.isResumed)) continue;
    return { reason: rule.reason, message: `${rule.message(found, place)}${quote(death)}${kept}` };
  }
  if (death.signal === null && death.partSignal === 'SIGKILL') {
    return {
      reason: 'PROCESS_KILLED',
      message: `One of the trainer's processes was killed ${place}, and the others ended for want of it. The kernel does that when memory runs out; see the log of the machine. ${tryAgain} to go on from its last checkpoint.${kept}`,
    };
  }
  const crash = death.signal ?? (crashSignals.has(death.partSignal ?? '') ? death.partSignal : null);
  if (crash !== null) {
    return {
      reason: 'TRAINER_CRASHED',
      message: `The trainer crashed with ${crash} ${place}. That is a fault in one of its compiled parts, or in the driver or the memory of the machine. ${tryAgain}; if it happens again, look at the log.${kept}`,
    };
  }
  if (said === '') {
    const how = death.exitCode === 0 ? 'ended by itself' : `ended with exit code ${death.exitCode}`;
    return {
      reason: 'ENDED_EARLY',
      message: `The trainer ${how} ${place}, without saying why. ${tryAgain} to go on from its last checkpoint.${kept}`,
    };
  }
  const isConfig = death.phase === 'loading' && /^(?:\w+\.)*(?:Value|Type|Key|Assertion)Error/.test(said);
  return isConfig
    ? { reason: 'BAD_CONFIG', message: `The trainer refused the config:${quote(death)}` }
    : {
        reason: 'TRAINER_ERROR',
        message: `The trainer failed ${place}:${quote(death)}${kept}`,
      };
}

/** Where in its run a trainer ended, in words. */
export function placeOf(death: Pick<TrainerDeath, 'phase' | 'step' | 'totalSteps'>): string {
  return `${phaseWords[death.phase]}, at step ${death.step} of ${death.totalSteps}`;
}

/** The exception's type and all that was said. */
export function textOf({ error, exception }: Said): string {
  const message = error ?? exception?.message ?? '';
  return exception === null ? message : `${exception.type}: ${message}\n${exception.message}`;
}

const longestQuote = 600;

/** What a trainer said of its end, as a sentence to append; '' where it said nothing. */
export function quote(death: Said): string {
  const text = (death.error ?? death.exception?.message ?? '').trim();
  const said = text === '' ? (death.exception?.type ?? '') : text;
  if (said === '') return '';
  const short = said.length > longestQuote ? `${said.slice(0, longestQuote)}…` : said;
  return ` It said: ${short}${/[.!?…]$/.test(short) ? '' : '.'}`;
}
