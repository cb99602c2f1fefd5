/** Who looks at what all accounts share: administrators see the jobs of everybody. */
export interface Viewer {
  readonly accountId: string;
  readonly isAdministrator: boolean;
}

/** A job with its owner, before it is known who may see it. */
export interface OwnedJob {
  readonly job_id: string;
  readonly job_name: string;
  readonly account_id: string;
  readonly account_name: string;
}

/** Whether somebody may know which job this is. */
export function maySee(viewer: Viewer, job: Pick<OwnedJob, 'account_id'>): boolean {
  return viewer.isAdministrator || job.account_id === viewer.accountId;
}

/** A job as those see it who may. */
export function referenceTo(job: OwnedJob): { id: string; name: string; account: string } {
  return { id: job.job_id, name: job.job_name, account: job.account_name };
}
