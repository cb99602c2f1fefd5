/** How the rate changes over a run. */
export interface Schedule {
  readonly kind: 'constant' | 'linear' | 'cosine';
  /** Steps at the beginning over which the rate rises from nothing. */
  readonly warmupSteps: number;
}

/** The configured learning rate at a step (0 is the first) of a run of `total` steps. */
export function rateAt(base: number, schedule: Schedule, step: number, total: number): number {
  if (step < schedule.warmupSteps) return (base * (step + 1)) / schedule.warmupSteps;
  const share = (step - schedule.warmupSteps) / Math.max(1, total - schedule.warmupSteps);
  if (schedule.kind === 'linear') return base * (1 - share);
  if (schedule.kind === 'cosine') return base * 0.5 * (1 + Math.cos(Math.PI * share));
  return base;
}

/** The largest rate at which this model still learns steadily. */
const steadiestRate = 0.008;

/** The configured rate at which half of that is reached. */
const halfwayRate = 3e-4;

/**
 * The rate that the optimizer of this small model uses for a configured one. The usual rates (1e-5 … 1e-3)
 * are made for models of billions of weights; here they are stretched so that a few hundred steps show, and
 * held below the rate at which this model would diverge, also for strong adapters (a large alpha or rank).
 */
export function internalRate(configured: number, rank: number, alpha: number): number {
  const stretched = (steadiestRate * configured) / (configured + halfwayRate);
  const strength = ((alpha / rank) * Math.sqrt(rank)) / 4;
  return stretched / Math.max(1, strength);
}
