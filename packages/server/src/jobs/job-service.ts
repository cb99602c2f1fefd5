import type { JobKind } from '../db/tables.ts';
import { askTrainer } from './ask-trainer.ts';
import { cancelJob } from './cancel-job.ts';
import type { SubmissionBody } from './check-submission.ts';
import { configFacts } from './config-facts.ts';
import {
  type DeletedArtifacts,
  deleteCheckpoint,
  deleteOptimizerStates,
  deleteSample,
} from './delete-artifacts.ts';
import { deleteJob } from './delete-job.ts';
import { type EditedJob, editJob } from './edit-job.ts';
import { createJobFollower, type JobFollower } from './follow-job.ts';
import { jobConfig } from './job-config.ts';
import { failingAs } from './job-failure.ts';
import { type GpuReadingsQuery, jobGpuReadings } from './job-gpu-readings.ts';
import { jobLogs, type LogPage } from './job-logs.ts';
import { jobMetrics, type MetricsQuery } from './job-metrics.ts';
import type { JobOptions } from './job-options.ts';
import { type JobResult, jobResult } from './job-result.ts';
import { type JobRun, jobRuns } from './job-runs.ts';
import { jobStatus } from './job-status.ts';
import { type JobListQuery, listJobs } from './list-jobs.ts';
import type { MetricsPage } from './metrics-point.ts';
import type { Job } from './present-job.ts';
import { type ResumeBody, resumeJob } from './resume-job.ts';
import { submitJob } from './submit-job.ts';
import { validateSubmission } from './validate-submission.ts';

/**
 * What accounts can do with jobs. Everything unexpected is thrown as 50051 (50052 where a new job could not
 * be written); a job of another account is answered like one that does not exist.
 */
export interface JobService {
  submit(accountId: string, body: SubmissionBody, id?: string | null): Promise<Job>;
  validate(accountId: string, body: SubmissionBody): ReturnType<typeof validateSubmission>;
  list(accountId: string, query: JobListQuery): Promise<{ jobs: Job[]; next_cursor: string | null }>;
  status(accountId: string, jobId: string): Promise<Job>;
  result(accountId: string, jobId: string): Promise<JobResult>;
  cancel(accountId: string, jobId: string): Promise<Job>;
  saveNow(accountId: string, jobId: string): Promise<Job>;
  sampleNow(accountId: string, jobId: string): Promise<Job>;
  resume(accountId: string, jobId: string, body: ResumeBody): Promise<Job>;
  /** The same by the server itself, for a job whose run was lost. */
  resumeLost(accountId: string, jobId: string): Promise<Job>;
  edit(accountId: string, jobId: string, body: SubmissionBody): Promise<EditedJob>;
  delete(accountId: string, jobId: string, kind?: JobKind): Promise<{ id: string; deleted: true }>;
  deleteCheckpoint(accountId: string, jobId: string, filename: string): Promise<DeletedArtifacts>;
  deleteSample(accountId: string, jobId: string, filename: string): Promise<DeletedArtifacts>;
  deleteOptimizerStates(accountId: string, jobId: string): Promise<DeletedArtifacts>;
  logs(accountId: string, jobId: string, query: Parameters<typeof jobLogs>[3]): Promise<LogPage>;
  metrics(accountId: string, jobId: string, query: MetricsQuery): Promise<MetricsPage>;
  config(accountId: string, jobId: string): ReturnType<typeof jobConfig>;
  runs(accountId: string, jobId: string): Promise<{ runs: JobRun[] }>;
  gpuReadings(accountId: string, jobId: string, query: GpuReadingsQuery): ReturnType<typeof jobGpuReadings>;
  /** What preflight knows for a config that is being written. */
  facts(accountId: string, body: { readonly config_file: string }): ReturnType<typeof configFacts>;
  follow: JobFollower['follow'];
}

/** The operations on jobs, over one database. */
export function createJobService(options: JobOptions): JobService {
  const follower = createJobFollower(options);
  const guarded =
    <Args extends unknown[], Result>(
      operation: (options: JobOptions, accountId: string, ...args: Args) => Promise<Result>,
    ) =>
    (accountId: string, ...args: Args): Promise<Result> =>
      failingAs(50051, () => operation(options, accountId, ...args));
  const ask = guarded(askTrainer);
  const resume = guarded(resumeJob);

  return {
    submit: guarded(submitJob),
    validate: guarded(validateSubmission),
    list: guarded(listJobs),
    status: guarded(jobStatus),
    result: guarded(jobResult),
    cancel: guarded(cancelJob),
    saveNow: (accountId, jobId) => ask(accountId, jobId, 'save_now'),
    sampleNow: (accountId, jobId) => ask(accountId, jobId, 'sample_now'),
    resume: (accountId, jobId, body) => resume(accountId, jobId, body),
    resumeLost: (accountId, jobId) => resume(accountId, jobId, {}, 'server'),
    edit: guarded(editJob),
    delete: guarded(deleteJob),
    deleteCheckpoint: guarded(deleteCheckpoint),
    deleteSample: guarded(deleteSample),
    deleteOptimizerStates: guarded(deleteOptimizerStates),
    logs: guarded(jobLogs),
    metrics: guarded(jobMetrics),
    config: guarded(jobConfig),
    runs: guarded(jobRuns),
    gpuReadings: guarded(jobGpuReadings),
    facts: guarded(configFacts),
    follow: (accountId, jobId, request) => failingAs(50051, () => follower.follow(accountId, jobId, request)),
  };
}
