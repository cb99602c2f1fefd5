import type { Query } from '../db/in-transaction.ts';
import type { ArtifactsTable } from '../db/tables.ts';

/** A step that a job can go on from. */
export interface ResumePoint {
  readonly step: number;
  /**
   * False for what was abandoned: a later run went on from an earlier step, so this is not what the job has
   * become since. Only a person who names the step goes back to it.
   */
  readonly isCurrent: boolean;
  /** The run that made it. */
  readonly runId: string;
  /** The checkpoint's files (some models have two), then the optimizer state where it was kept. */
  readonly files: readonly ArtifactsTable[];
}

/** The steps with a published checkpoint that is not known to be damaged, highest first. */
export async function resumePoints(query: Query, jobId: string): Promise<readonly ResumePoint[]> {
  const runs = await query
    .selectFrom('runs')
    .select(['id', 'number', 'resume_step', 'started_at'])
    .where('job_id', '=', jobId)
    .execute();
  const artifacts = await query
    .selectFrom('artifacts')
    .selectAll()
    .where('job_id', '=', jobId)
    .where('kind', 'in', ['checkpoint', 'optimizer'])
    .where('published_at', 'is not', null)
    .where('damaged_at', 'is', null)
    .execute();
  const numbers = new Map(runs.map((run) => [run.id, run.number]));
  const numberOf = (artifact: ArtifactsTable) => numbers.get(artifact.run_id) ?? 0;
  const newestMade = Math.max(0, ...artifacts.map(numberOf));
  const last = runs
    .filter((run) => run.started_at !== null || run.number <= newestMade)
    .reduce<(typeof runs)[number] | null>((a, b) => (a === null || b.number > a.number ? b : a), null);
  const steps = new Set(artifacts.filter(isCheckpoint).map(({ step }) => step));
  return [...steps]
    .sort((a, b) => b - a)
    .map((step): ResumePoint => {
      const ofStep = artifacts.filter((artifact) => artifact.step === step);
      const newest = Math.max(...ofStep.filter(isCheckpoint).map(numberOf));
      const files = filesOfOneSave(ofStep.filter((artifact) => numberOf(artifact) === newest));
      const runId = files[0]?.run_id ?? '';
      return { step, runId, isCurrent: runId === last?.id || step <= (last?.resume_step ?? 0), files };
    });
}

/** The files of a step that a run resumes from: its checkpoint and, where it was kept, the optimizer state. */
export async function resumeArtifacts(
  query: Query,
  jobId: string,
  step: number,
): Promise<readonly ArtifactsTable[]> {
  return (await resumePoints(query, jobId)).find((point) => point.step === step)?.files ?? [];
}

/** A last step can be saved twice, under its number and as the final file; one of the two is enough. */
function filesOfOneSave(files: readonly ArtifactsTable[]): readonly ArtifactsTable[] {
  const checkpoints = files.filter(isCheckpoint);
  const finals = checkpoints.filter(({ filename }) => !/_\d{9}(?=[_.])/.test(filename));
  return [
    ...(finals.length > 0 ? finals : checkpoints),
    ...files.filter((artifact) => !isCheckpoint(artifact)),
  ];
}

function isCheckpoint({ kind }: ArtifactsTable): boolean {
  return kind === 'checkpoint';
}
