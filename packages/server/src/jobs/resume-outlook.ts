import { type Finding, findResumeConflicts, isEnded, type jobResultSchema } from '@trainyard/core';
import type { z } from 'zod';
import type { Query } from '../db/in-transaction.ts';
import type { JobRow } from './job-row.ts';
import { type ResumePoint, resumePoints } from './resume-source.ts';

/** What a resume would do now, without looking at the bytes; null while the job waits or runs. */
export async function resumeOutlook(
  query: Query,
  job: JobRow,
): Promise<z.infer<typeof jobResultSchema>['resume']> {
  if (!isEnded(job.status)) return null;
  const points = await resumePoints(query, job.id);
  const [point = null, previous] = points.filter(({ isCurrent }) => isCurrent);
  const conflicts = await resumeConflicts(query, job, point);
  return {
    from_step: point?.step ?? 0,
    lost_steps: lostSteps(job, point?.step ?? 0),
    previous_step: previous?.step ?? 0,
    steps: points.map(({ step }) => step).reverse(),
    problem: conflicts.length === 0 ? null : conflictMessage(conflicts, point?.step ?? 0),
  };
}

/** Steps that a job has done beyond the one that it goes on from. */
export function lostSteps(job: Pick<JobRow, 'current_step'>, step: number): number {
  return Math.max(0, job.current_step - step);
}

/** In what the config as it is now cannot go on from a checkpoint. */
export async function resumeConflicts(
  query: Query,
  job: Pick<JobRow, 'id' | 'config_version'>,
  point: ResumePoint | null,
): Promise<ReturnType<typeof findResumeConflicts>> {
  if (point === null) return [];
  const { config_version: madeWith } = await query
    .selectFrom('runs')
    .select('config_version')
    .where('id', '=', point.runId)
    .executeTakeFirstOrThrow();
  if (madeWith === job.config_version) return [];
  const configs = await query
    .selectFrom('job_configs')
    .select(['version', 'resolved'])
    .where('job_id', '=', job.id)
    .where('version', 'in', [madeWith, job.config_version])
    .execute();
  const configOf = (version: number) =>
    JSON.parse(configs.find((config) => config.version === version)?.resolved ?? '{}') as Record<
      string,
      unknown
    >;
  return findResumeConflicts(configOf(madeWith), configOf(job.config_version));
}

/** Each conflict as a finding: an error of a resume, or what an edit warns of. */
export function conflictFindings(
  conflicts: ReturnType<typeof findResumeConflicts>,
  severity: 'error' | 'warning',
): readonly Finding[] {
  return conflicts.map(({ path, message }) => ({
    code: 42299,
    name: 'RESUME_MISMATCH',
    severity,
    message: `${message}.`,
    path,
    line: 1,
    column: 1,
    fix: 'Edit that back, or resume with "from_step": 0, which begins anew.',
  }));
}

/** What keeps the config of a job as it is now from going on from its newest checkpoint. */
export async function outlookFindings(query: Query, job: JobRow): Promise<readonly Finding[]> {
  const point = (await resumePoints(query, job.id)).find(({ isCurrent }) => isCurrent) ?? null;
  return conflictFindings(await resumeConflicts(query, job, point), 'warning');
}

/** The refusal of a resume, and what can be done. */
export function conflictMessage(conflicts: ReturnType<typeof findResumeConflicts>, step: number): string {
  const what = conflicts.map(({ message }) => message).join('; ');
  return `The config cannot go on from the checkpoint of step ${step}: ${what}. Edit that back, or resume with "from_step": 0, which begins anew.`;
}
