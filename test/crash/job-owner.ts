import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { isEnded } from '@trainyard/core';
import { type ClientUnderTest, lookAtJob, lookAtResult } from './client-under-test.ts';
import type { HistoryEvent, JobCall } from './history.ts';
import type { Random } from './random.ts';
import { jobConfig, type Variant } from './variants.ts';

/** What somebody who owns jobs needs. */
export interface OwnerOptions {
  readonly client: ClientUnderTest;
  readonly random: Random;
  readonly variants: Readonly<Record<string, Variant>>;
  readonly record: (event: HistoryEvent) => void;
  /** Called when a job was sent in or resumed: the moment between claim and start is near. */
  readonly onQueued: () => void;
  /** Gives each job a name of the same length. */
  readonly newName: () => string;
}

/** A job that was accepted. */
export interface OwnedJob {
  readonly id: string;
  readonly name: string;
  readonly client: ClientUnderTest;
}

const betweenLooksMs = 120;

/** Submits a job until it is known whether the server has it; null where it has not. */
export async function submitJob(
  options: OwnerOptions,
  variant: string,
  dataset: string,
): Promise<OwnedJob | null> {
  const { client, record } = options;
  const facts = variantOf(options, variant);
  const name = options.newName();
  const body = {
    config_file_format: 'yaml' as const,
    config_file: jobConfig(facts, name, dataset),
    gpu_type: facts.gpuType,
  };
  const idempotencyKey = randomUUID();
  for (;;) {
    const called = await client.call(async (api) => {
      const sent = api.submitJob({ body, idempotencyKey });
      options.onQueued();
      return sent;
    });
    const { sentAt, endedAt, outcome, answer } = called;
    const jobId = answer?.id ?? null;
    const event = { type: 'submitted', sentAt, endedAt, account: client.account, name, variant } as const;
    // The first request with the key died with its server: look whether it had got through.
    const isHeldBack = called.status === 409 && /still being answered/.test(called.refusal ?? '');
    if (isHeldBack) {
      const found = await findByName(client, name);
      if (found !== null) record({ ...event, outcome: 'acknowledged', jobId: found });
      return found === null ? null : { id: found, name, client };
    }
    record({ ...event, outcome, jobId });
    if (outcome === 'acknowledged' && jobId !== null) return { id: jobId, name, client };
    if (outcome === 'refused') return null;
  }
}

async function findByName(client: ClientUnderTest, name: string): Promise<string | null> {
  const { answer } = await client.insist((api) => api.listJobs({ query: { limit: 1000 } }));
  return answer?.jobs.find((job) => job.name === name)?.id ?? null;
}

/** Asks for a change of a job, and notes what became of it. */
export async function changeJob(
  options: OwnerOptions,
  job: OwnedJob,
  call: JobCall['call'],
  edit?: { variant: string; dataset: string },
): Promise<JobCall> {
  const params = { job_id: job.id };
  const called = await job.client.call<unknown>(async (api) => {
    if (call === 'cancel') return api.cancelJob({ params });
    if (call === 'delete') return api.deleteJob({ params });
    if (call === 'resume') {
      const sent = api.resumeJob({ params });
      options.onQueued();
      return sent;
    }
    const { variant, dataset } = edit ?? { variant: '', dataset: '' };
    const facts = variantOf(options, variant);
    const config_file = jobConfig(facts, job.name, dataset);
    return api.editJob({
      params,
      body: { config_file_format: 'yaml', config_file, gpu_type: facts.gpuType },
    });
  });
  const { sentAt, endedAt, outcome, refusal } = called;
  const event: JobCall = {
    type: 'job-call',
    sentAt,
    endedAt,
    call,
    jobId: job.id,
    outcome,
    refusal,
    ...(edit !== undefined && { variant: edit.variant }),
  };
  options.record(event);
  return event;
}

/** Owns jobs one after the other, and does with each what users do, until it is told to stop. */
export async function ownJobs(
  options: OwnerOptions & { readonly datasetOf: (random: Random) => string; readonly isOver: () => boolean },
): Promise<void> {
  const { random, isOver } = options;
  while (!isOver()) {
    const variant = random.pick(Object.keys(options.variants));
    const dataset = options.datasetOf(random);
    const job = await submitJob(options, dataset === 'steady' ? variant : `any-${variant}`, dataset);
    if (job === null) await sleep(betweenLooksMs);
    else await liveWith(options, job, variant, dataset);
  }
}

async function liveWith(
  options: OwnerOptions & { readonly isOver: () => boolean },
  job: OwnedJob,
  firstVariant: string,
  dataset: string,
): Promise<void> {
  const { random, record } = options;
  let longer = variantOf(options, firstVariant).longer;
  for (;;) {
    const seen = await lookAtJob(job.client, job.id, record);
    if (seen === null || options.isOver() || seen.status === 'FAILED') return;
    if (random.chance(0.15)) await lookAtResult(job.client, job, record, random.chance(0.2));
    if (!isEnded(seen.status)) {
      if (random.chance(0.02)) await changeJob(options, job, 'cancel');
      await sleep(random.whole(betweenLooksMs / 2, betweenLooksMs * 2));
      continue;
    }
    const isFinished = seen.progress.current_step >= seen.progress.total_steps;
    if (longer !== null && random.chance(isFinished ? 0.4 : 0.1)) {
      const variant = dataset === 'steady' ? longer : `any-${longer}`;
      const edited = await changeJob(options, job, 'edit', { variant, dataset });
      if (edited.outcome === 'acknowledged') longer = null;
    } else if (isFinished || random.chance(0.08)) {
      await lookAtResult(job.client, job, record, true);
      if (random.chance(0.2)) await changeJob(options, job, 'delete');
      return;
    } else {
      await changeJob(options, job, 'resume');
    }
  }
}

function variantOf({ variants }: OwnerOptions, name: string): Variant {
  const variant = variants[name.replace(/^any-/, '')];
  if (variant === undefined) throw new Error(`There is no variant called ${name}.`);
  return variant;
}
