/** The job that a command is about. */
export const jobArgument = { summary: 'Name or id of the job.' } as const;

/** A config that a command sends. */
export const configArgument = {
  summary: 'AI Toolkit config, as a YAML file; - reads standard input.',
} as const;

/** How many GPUs a run takes, and of which type. */
export const gpuCountOption = {
  kind: 'number',
  value: 'N',
  min: 1,
  max: 8,
  summary: 'GPUs of that type: 1 or 8.',
} as const;

/** Waits for a job's end. */
export const waitOption = {
  kind: 'flag',
  summary: 'Wait until the job has ended, with its progress; exit code 1 unless it ran to its last step.',
} as const;
