import { partnerFile, stageOf } from '@trainyard/core';
import type { Query } from '../db/in-transaction.ts';
import type { ArtifactsTable } from '../db/tables.ts';
import { checkpointFolder, incompleteFolders } from './checkpoint-folders.ts';

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
  /** The checkpoint's files (some models have two, or a folder of them), then the optimizer state where it was kept. */
  readonly files: readonly ArtifactsTable[];
}

/** The steps with a published checkpoint, whole as far as is known, highest first. */
export async function resumePoints(query: Query, jobId: string): Promise<readonly ResumePoint[]> {
  const runs = await query
    .selectFrom('runs')
    .select(['id', 'number', 'resume_step', 'started_at'])
    .where('job_id', '=', jobId)
    .execute();
  const known = await query
    .selectFrom('artifacts')
    .selectAll()
    .where('job_id', '=', jobId)
    .where('kind', 'in', ['checkpoint', 'optimizer'])
    .execute();
  const brokenFolders = new Set<string | null>(incompleteFolders(known));
  for (const artifact of known) {
    if (artifact.damaged_at !== null) brokenFolders.add(checkpointFolder(artifact) ?? '');
  }
  const artifacts = known.filter(
    (artifact) =>
      artifact.published_at !== null &&
      artifact.damaged_at === null &&
      !isHalfOfPair(artifact, known) &&
      !brokenFolders.has(checkpointFolder(artifact)),
  );
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

/** Whether every file of a point is still there; asked in the transaction of a run that is to go on from it. */
export async function isStillThere(query: Query, { files }: ResumePoint): Promise<boolean> {
  const ids = files.map(({ id }) => id);
  const found = await query.selectFrom('artifacts').select('id').where('id', 'in', ids).execute();
  return found.length === ids.length;
}

/** A last step can be saved twice, under its number and as the final file; one of the two is enough. */
function filesOfOneSave(files: readonly ArtifactsTable[]): readonly ArtifactsTable[] {
  const checkpoints = files.filter(isCheckpoint);
  const finals = checkpoints.filter(({ filename }) => !/^[^/]*_\d{9}(?=[_./])/.test(filename));
  return [
    ...(finals.length > 0 ? finals : checkpoints),
    ...files.filter((artifact) => !isCheckpoint(artifact)),
  ];
}

/**
 * True for one of two files, one for each stage of a model that is trained in two, where the other was not
 * published or is damaged: with it alone, half of what was learnt would be lost. A run that trains one stage
 * has files of that stage only.
 */
function isHalfOfPair(artifact: ArtifactsTable, known: readonly ArtifactsTable[]): boolean {
  const partner = partnerFile(artifact.filename);
  if (partner === null) return false;
  const others = known.filter(
    ({ run_id: runId, filename }) => runId === artifact.run_id && stageOf(filename) === stageOf(partner),
  );
  const isWhole = others.some(
    ({ filename, published_at: publishedAt, damaged_at: damagedAt }) =>
      filename === partner && publishedAt !== null && damagedAt === null,
  );
  return others.length > 0 && !isWhole;
}

function isCheckpoint({ kind }: ArtifactsTable): boolean {
  return kind === 'checkpoint';
}
