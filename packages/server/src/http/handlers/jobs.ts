import { Readable } from 'node:stream';
import type { jobArtifactRoutes, jobDetailRoutes, jobRoutes } from '@trainyard/core';
import type { JobService } from '../../jobs/job-service.ts';
import type { Handlers } from '../handler.ts';

/** Answers the calls on training jobs. */
export function createJobHandlers(
  jobs: JobService,
): Handlers<keyof typeof jobRoutes | keyof typeof jobDetailRoutes | keyof typeof jobArtifactRoutes> {
  return {
    submitJob: ({ account, body, objectId }) => jobs.submit(account.id, body, objectId),
    validateJob: ({ account, body }) => jobs.validate(account.id, body),
    listJobs: ({ account, query }) => jobs.list(account.id, query),
    getJobStatus: ({ account, params }) => jobs.status(account.id, params.job_id),
    getJobResult: ({ account, params }) => jobs.result(account.id, params.job_id),
    cancelJob: ({ account, params }) => jobs.cancel(account.id, params.job_id),
    saveJobNow: ({ account, params }) => jobs.saveNow(account.id, params.job_id),
    sampleJobNow: ({ account, params }) => jobs.sampleNow(account.id, params.job_id),
    resumeJob: ({ account, params, body }) => jobs.resume(account.id, params.job_id, body),
    editJob: ({ account, params, body }) => jobs.edit(account.id, params.job_id, body),
    deleteJob: ({ account, params }) => jobs.delete(account.id, params.job_id),
    deleteCheckpoint: ({ account, params }) =>
      jobs.deleteCheckpoint(account.id, params.job_id, params.filename),
    deleteSample: ({ account, params }) => jobs.deleteSample(account.id, params.job_id, params.filename),
    deleteOptimizerStates: ({ account, params }) => jobs.deleteOptimizerStates(account.id, params.job_id),
    getJobLogs: ({ account, params, query }) => jobs.logs(account.id, params.job_id, query),
    getJobMetrics: ({ account, params, query }) => jobs.metrics(account.id, params.job_id, query),
    getJobConfig: ({ account, params }) => jobs.config(account.id, params.job_id),
    listJobRuns: ({ account, params }) => jobs.runs(account.id, params.job_id),
    listGpuReadings: ({ account, params, query }) => jobs.gpuReadings(account.id, params.job_id, query),
    getConfigFacts: ({ account, body }) => jobs.facts(account.id, body),
    async streamJobEvents({ account, params, headers, signal }) {
      const afterId = lastEventId(headers['last-event-id']);
      const events = await jobs.follow(account.id, params.job_id, { afterId, signal });
      return {
        status: 200,
        headers: {
          'content-type': 'text/event-stream; charset=utf-8',
          'cache-control': 'no-store',
          // Proxies that buffer would hold events back.
          'x-accel-buffering': 'no',
        },
        body: Readable.from(events, { objectMode: false, highWaterMark: 16 * 1024 }),
      };
    },
  };
}

/** The number after which a client wants to go on; the beginning where the header is absent or not a number. */
function lastEventId(header: string | string[] | undefined): number {
  const id = typeof header === 'string' && /^\d{1,15}$/.test(header) ? Number(header) : 0;
  return id;
}
