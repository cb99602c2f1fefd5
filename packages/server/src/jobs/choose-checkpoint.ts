import { HttpError } from '@trainyard/core';
import type { DamageOf } from './artifact-checks.ts';
import type { JobOptions } from './job-options.ts';
import { type ResumePoint, resumePoints } from './resume-source.ts';

/** Where a run is to begin. */
export interface ChosenCheckpoint {
  /** Null for a run that begins anew. */
  readonly point: ResumePoint | null;
  /** For a person: what was found damaged; null where nothing was. */
  readonly note: string | null;
}

type Needed = Pick<JobOptions, 'db' | 'clock'> & { readonly damageOf: DamageOf };

/**
 * The checkpoint from which a job goes on, as far as `damageOf` looks at its files: the one of `fromStep`, or the
 * highest that is whole. Null where `fromStep` is 0, or nothing was saved as yet. Throws 422 where there is
 * no whole checkpoint of `fromStep`, and 409 where there are checkpoints and all are damaged: a run from step 0
 * is not what anybody meant then.
 */
export async function chooseCheckpoint(
  options: Needed,
  jobId: string,
  fromStep: number | null,
): Promise<ChosenCheckpoint> {
  if (fromStep === 0) return { point: null, note: null };
  const points = await resumePoints(options.db.query, jobId);
  const candidates = points.filter(({ step, isCurrent }) =>
    fromStep === null ? isCurrent : step === fromStep,
  );
  const notes: string[] = [];
  for (const point of candidates) {
    const { damage, note } = await lookAt(options, point);
    if (note !== null) notes.push(note);
    if (damage === null) return { point, note: noteOf(notes, point.step) };
  }
  if (fromStep !== null) throw new HttpError(422, noSuchStep(points, fromStep, notes));
  if (candidates.length === 0) return { point: null, note: null };
  throw new HttpError(
    409,
    `No checkpoint of the job is whole: ${notes.join('; ')}. Send "from_step": 0 to begin anew.`,
  );
}

/** Looks at all files of a point and writes down which are damaged; a damaged optimizer state is only left out. */
export async function lookAt(
  options: Needed,
  point: ResumePoint,
): Promise<{ damage: string | null; note: string | null }> {
  let damage: string | null = null;
  let note: string | null = null;
  for (const file of point.files) {
    const found = await options.damageOf(file);
    if (found === null) continue;
    await options.db.query
      .updateTable('artifacts')
      .set({ damaged_at: options.clock.now() })
      .where('id', '=', file.id)
      .execute();
    if (file.kind === 'optimizer') {
      note ??= `the optimizer state of step ${point.step} is damaged (${found}), so the optimizer begins anew`;
    } else {
      damage = found;
      note = `the checkpoint of step ${point.step} is damaged (${found})`;
    }
  }
  return { damage, note };
}

/** What was found damaged, for a person; null where nothing was. */
export function noteOf(notes: readonly string[], step: number): string | null {
  if (notes.length === 0) return null;
  const found = notes.join('; ');
  return `${found.charAt(0).toUpperCase()}${found.slice(1)}. The job goes on from step ${step}.`;
}

function noSuchStep(points: readonly ResumePoint[], fromStep: number, notes: readonly string[]): string {
  const steps = points.map(({ step }) => step).filter((step) => notes.length === 0 || step !== fromStep);
  const why =
    notes.length > 0
      ? `Of step ${fromStep} nothing can be used: ${notes.join('; ')}`
      : `The job has no checkpoint of step ${fromStep}`;
  const others =
    steps.length === 0
      ? 'it has no other; 0 begins anew'
      : `it has those of ${[...steps].reverse().join(', ')}, and 0 begins anew`;
  return `${why}: ${others}.`;
}
