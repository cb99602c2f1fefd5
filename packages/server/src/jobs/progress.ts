/** How far a job is, as the API shows it. */
export interface Progress {
  readonly current_step: number;
  readonly total_steps: number;
  readonly percent: number;
}

/** Percent is between 0 and 100 with two decimals, rounded down: 100 means the last step. */
export function progressOf(currentStep: number, totalSteps: number): Progress {
  const percent = totalSteps > 0 ? Math.floor((currentStep / totalSteps) * 10_000) / 100 : 0;
  return {
    current_step: currentStep,
    total_steps: totalSteps,
    percent: Math.min(100, Math.max(0, percent)),
  };
}

/**
 * The step at which an ended job stands. Clients take `current_step >= total_steps` for "finished", so a
 * finished job stands at its last step, and one that was stopped after that step but before its end (the
 * final checkpoint was not saved) stands one before it.
 */
export function finalStep(finished: boolean, currentStep: number, totalSteps: number): number {
  return finished ? totalSteps : Math.max(0, Math.min(currentStep, totalSteps - 1));
}
