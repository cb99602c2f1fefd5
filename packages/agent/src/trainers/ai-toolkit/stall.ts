import type { RunPhase } from '@trainyard/core';

/** How long a trainer may be silent; a step counts as a word. */
export interface StallLimits {
  /** While training: this many times the usual time of a step, but never less than `leastMs`. */
  stepFactor: number;
  leastMs: number;
  /** In every other phase, where models load and samples are made without a word. */
  otherPhaseMs: number;
}

export const defaultStallLimits: StallLimits = {
  stepFactor: 50,
  leastMs: 15 * 60_000,
  otherPhaseMs: 90 * 60_000,
};

/** The limits that TRAINYARD_STALL_SECONDS sets, for training and in proportion for the rest; else the default ones. */
export function readStallLimits(environment: Readonly<Record<string, string | undefined>>): StallLimits {
  const seconds = Number(environment['TRAINYARD_STALL_SECONDS']);
  if (!(seconds > 0)) return defaultStallLimits;
  const share = (seconds * 1000) / defaultStallLimits.leastMs;
  return {
    stepFactor: defaultStallLimits.stepFactor,
    leastMs: seconds * 1000,
    otherPhaseMs: defaultStallLimits.otherPhaseMs * share,
  };
}

/** How long silence lasts, in milliseconds, until the trainer is taken for stalled. */
export function stallLimitMs(
  phase: RunPhase,
  stepsPerSecond: number | null,
  limits: StallLimits = defaultStallLimits,
): number {
  if (phase !== 'training') return limits.otherPhaseMs;
  const stepMs = stepsPerSecond === null ? 0 : 1000 / stepsPerSecond;
  return Math.max(limits.leastMs, limits.stepFactor * stepMs);
}
