import type { Job } from '../api/types.ts';
import { isFinished } from '../jobs/job-state.ts';

/** How a job ended, in words for a person. */
export interface Outcome {
  readonly tone: 'danger' | 'warning' | 'neutral';
  readonly title: string;
  /** What happened. */
  readonly message: string;
  /** What to do next; null where the message says it already. */
  readonly advice: string | null;
  /** True where the log has a line about it. */
  readonly isInLog: boolean;
}

/** Short names of why runs fail. The message of the job says the rest. */
const titles: Readonly<Record<string, string>> = {
  CUDA_OUT_OF_MEMORY: 'The GPU ran out of memory',
  HOST_OUT_OF_MEMORY: 'The machine ran out of memory',
  KILLED_BY_KERNEL: 'The machine ran out of memory',
  SHARED_MEMORY: 'The data loader ran out of shared memory',
  GATED_MODEL: 'The base model is gated',
  MODEL_UNREACHABLE: 'The base model could not be fetched',
  MODEL_NOT_FOUND: 'The base model was not found',
  DISK_FULL: 'The disk is full',
  DRIVER_MISMATCH: 'The GPU cannot be used',
  GPU_FAULT: 'The GPU reported a fault',
  NO_TRAINING_FILES: 'The dataset has no files to train on',
  BROKEN_TRAINING_FILE: 'A file of the dataset cannot be read',
  CONTROL_IMAGE_MISSING: 'A control image is missing',
  MISSING_FILE: 'A file is missing',
  CHECKPOINT_DAMAGED: 'A checkpoint is damaged',
  RESUME_MISMATCH: 'The checkpoint does not fit the config',
  RESUME_IGNORED: 'The trainer did not go on from the checkpoint',
  BAD_CONFIG: 'The trainer refused the config',
  IMPORT_ERROR: 'The trainer is not installed completely',
  NAN_LOSS: 'The loss is no longer a number',
  STALLED: 'The trainer got nowhere',
  PERMISSION_DENIED: 'The trainer may not use a file',
  TRAINER_CRASHED: 'The trainer crashed',
  PROCESS_KILLED: 'A process of the trainer was killed',
  RUN_LOST: 'The run was lost',
  RUN_KILLED: 'The trainer was killed',
  RUN_STOPPED: 'The run was stopped from outside',
  START_FAILED: 'The run could not be started',
};

const advices: Readonly<Record<string, string>> = {
  BAD_CONFIG: 'Edit the config, then resume.',
  CHECKPOINT_DAMAGED: 'Resume from an earlier checkpoint.',
  NAN_LOSS: 'Lower the learning rate, or resume from a checkpoint before the loss grew.',
  BROKEN_TRAINING_FILE: 'Replace the file in the dataset, then resume.',
  NO_TRAINING_FILES: 'Add files to the dataset, or correct the config.',
  PERMISSION_DENIED: 'See to the rights of the folder on the machine, then resume.',
  TRAINER_ERROR: 'Look at the log; correct the config or the dataset, then resume.',
};

type Ended = Pick<Job, 'status' | 'error' | 'progress'>;

/** What is to be said above everything else of a job that did not go to its end; null for any other. */
export function describeOutcome(job: Ended): Outcome | null {
  if (job.status === 'CANCELED') return canceled(job);
  if (job.status !== 'FAILED' && job.status !== 'STOPPED') return null;
  if (isFinished(job)) return null;
  if (job.error === null) return interrupted(job);
  const reason = job.error.reason ?? job.error.code;
  const isFailure = job.status === 'FAILED';
  return {
    tone: isFailure ? 'danger' : 'warning',
    title: titles[reason] ?? (isFailure ? 'The training failed' : 'The training was interrupted'),
    message: job.error.message || 'Nothing more was said of why.',
    advice: advices[reason] ?? null,
    isInLog: true,
  };
}

function canceled({ progress }: Ended): Outcome {
  const isBegun = progress.current_step > 0;
  return {
    tone: 'neutral',
    title: 'Canceled',
    message: isBegun
      ? `It was canceled at step ${count(progress.current_step)} of ${count(progress.total_steps)}.`
      : 'It was canceled before its first step.',
    advice: 'Resume it to train on, or delete it.',
    isInLog: false,
  };
}

function interrupted({ progress }: Ended): Outcome {
  return {
    tone: 'neutral',
    title: 'Not at its last step',
    message: `It stands at step ${count(progress.current_step)} of ${count(progress.total_steps)}.`,
    advice: 'Resume it to train on.',
    isInLog: false,
  };
}

function count(steps: number): string {
  return steps.toLocaleString('en');
}
