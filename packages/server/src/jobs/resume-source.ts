import type { Query } from '../db/in-transaction.ts';

/** The step of the published checkpoint with the highest step, from which a resume goes on; null without one. */
export async function resumeStep(query: Query, jobId: string): Promise<number | null> {
  const newest = await query
    .selectFrom('artifacts')
    .select('step')
    .where('job_id', '=', jobId)
    .where('kind', '=', 'checkpoint')
    .where('published_at', 'is not', null)
    .orderBy('step', 'desc')
    .limit(1)
    .executeTakeFirst();
  return newest?.step ?? null;
}

/** The files of a step that a run resumes from: its checkpoints and, where it was kept, the optimizer state. */
export async function resumeArtifacts(query: Query, jobId: string, step: number) {
  return query
    .selectFrom('artifacts')
    .selectAll()
    .where('job_id', '=', jobId)
    .where('kind', 'in', ['checkpoint', 'optimizer'])
    .where('step', '=', step)
    .where('published_at', 'is not', null)
    .execute();
}
