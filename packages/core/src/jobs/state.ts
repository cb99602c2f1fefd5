/** Statuses of a job, as the API names them. */
export const jobStatuses = ['IN_QUEUE', 'RUNNING', 'STOPPED', 'FAILED', 'CANCELED'] as const;
export type JobStatus = (typeof jobStatuses)[number];

/** What can happen to a job. */
export const jobEvents = [
  /** The trainer process of the job's run was started. */
  'run-started',
  /** The trainer ended at its last step. */
  'run-finished',
  /** The trainer, or what it needs before it starts, failed by itself. */
  'run-failed',
  /** The run was taken away: agent, node or trainer process killed, lease lost, server drained. */
  'run-lost',
  /** The run ended because the user asked for it. */
  'run-canceled',
  /** The user cancelled before a run was started. */
  'cancel-queued',
  'resume',
  'edit',
] as const;
export type JobEvent = (typeof jobEvents)[number];

/** The whole state machine: the status that follows, or absent where the event is not allowed. */
export const jobTransitions: Readonly<Record<JobStatus, Partial<Record<JobEvent, JobStatus>>>> = {
  IN_QUEUE: {
    'run-started': 'RUNNING',
    'run-failed': 'FAILED',
    'run-lost': 'STOPPED',
    'run-canceled': 'CANCELED',
    'cancel-queued': 'CANCELED',
  },
  RUNNING: {
    'run-finished': 'STOPPED',
    'run-failed': 'FAILED',
    'run-lost': 'STOPPED',
    'run-canceled': 'CANCELED',
  },
  STOPPED: { resume: 'IN_QUEUE', edit: 'STOPPED' },
  CANCELED: { resume: 'IN_QUEUE', edit: 'CANCELED' },
  FAILED: { edit: 'STOPPED' },
};

/** The status after `event`, or null where the table does not allow it. */
export function nextJobStatus(status: JobStatus, event: JobEvent): JobStatus | null {
  return jobTransitions[status][event] ?? null;
}

/** True for a job that has no run waiting or training. */
export function isEnded(status: JobStatus): boolean {
  return status === 'STOPPED' || status === 'FAILED' || status === 'CANCELED';
}
