import { areOneCheckpoint, entryOf } from '@trainyard/core/client';
import type { KeptResult } from './kept-links.ts';

type Checkpoint = KeptResult['artifacts']['checkpoints'][number];

/** What goes with a checkpoint, and what the job then does. */
export interface CheckpointDeletion {
  /** One file, both where a model has two, or a folder. */
  readonly filenames: readonly string[];
  readonly sizeBytes: number;
  /** What a person should know before; null where nothing else changes. */
  readonly warning: string | null;
}

/** What deleting a checkpoint of a job means. */
export function checkpointDeletion(
  {
    artifacts,
    optimizer_states: states,
    resume,
  }: Pick<KeptResult, 'artifacts' | 'optimizer_states' | 'resume'>,
  checkpoint: Checkpoint,
): CheckpointDeletion {
  const gone = artifacts.checkpoints.filter(({ filename }) =>
    areOneCheckpoint(checkpoint.filename, filename),
  );
  const kept = artifacts.checkpoints.filter((one) => !gone.includes(one));
  const isStepGone = kept.every(({ step }) => step !== checkpoint.step);
  const state = isStepGone ? states.find(({ step }) => step === checkpoint.step) : undefined;
  return {
    filenames: [...new Set(gone.map(({ filename }) => entryOf(filename)))],
    sizeBytes: gone.reduce((sum, one) => sum + one.size_bytes, state?.size_bytes ?? 0),
    warning: isStepGone ? warningOf(resume, kept, checkpoint.step) : null,
  };
}

function warningOf(resume: KeptResult['resume'], kept: readonly Checkpoint[], step: number): string | null {
  if (resume === null) {
    const isNewest = kept.every((one) => one.step < step);
    if (!isNewest) return null;
    return kept.length === 0
      ? 'It is the only one: if the run were lost now, the job would begin anew.'
      : 'It is the newest: if the run were lost now, the job would go on from the one before.';
  }
  if (resume.from_step !== step) return null;
  return resume.previous_step === 0
    ? 'The job goes on from it. Without it, a resume begins anew.'
    : `It is the newest. A resume then goes on from step ${resume.previous_step.toLocaleString('en')} in place of step ${step.toLocaleString('en')}.`;
}
