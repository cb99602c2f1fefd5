import type { JobKind } from '../db/tables.ts';

/** Who looks at what all accounts share: administrators see the jobs of everybody. */
export interface Viewer {
  readonly accountId: string;
  readonly isAdministrator: boolean;
}

/** A job with its owner, before it is known who may see it. */
export interface OwnedJob {
  readonly job_id: string;
  /** A training where it is left out. */
  readonly kind?: JobKind;
  /** Of a captioning, the name of the dataset. */
  readonly job_name: string;
  readonly account_id: string;
  readonly account_name: string;
}

/** The same with what it is for. */
interface OwnedWork extends OwnedJob {
  readonly kind: JobKind;
  /** What is captioned; null for a training. */
  readonly dataset_id: string | null;
}

/** Whether somebody may know which job this is. */
export function maySee(viewer: Viewer, job: Pick<OwnedJob, 'account_id'>): boolean {
  return viewer.isAdministrator || job.account_id === viewer.accountId;
}

/** A job as those see it who may. */
export function referenceTo(job: OwnedWork) {
  return {
    id: job.job_id,
    name: job.job_name,
    account: job.account_name,
    kind: job.kind,
    dataset_id: job.dataset_id,
  };
}
