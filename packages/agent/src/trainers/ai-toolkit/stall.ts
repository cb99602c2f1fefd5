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
