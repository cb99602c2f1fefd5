import { setTimeout as sleep } from 'node:timers/promises';
import { isEnded } from '@trainyard/core';
import { lookAtJob, lookAtResult } from './client-under-test.ts';
import { artifactLabel, type HistoryEvent, type VariantFacts } from './history.ts';
import { changeJob, type OwnedJob, type OwnerOptions, submitJob } from './job-owner.ts';
import type { Random } from './random.ts';

const lookAgainMs = 100;
const endWithinMs = 240_000;

/** Runs one job of each variant undisturbed, and gives what it made. */
export async function makeReferences(
  options: OwnerOptions,
  events: readonly HistoryEvent[],
): Promise<Readonly<Record<string, VariantFacts>>> {
  const jobs = new Map<string, OwnedJob>();
  for (const variant of Object.keys(options.variants)) {
    const job = await submitJob(options, variant, 'steady');
    if (job === null) throw new Error(`A job of the variant ${variant} was refused.`);
    jobs.set(variant, job);
  }
  const facts: Record<string, VariantFacts> = {};
  for (const [name, variant] of Object.entries(options.variants)) {
    const job = jobs.get(name);
    if (job === undefined) continue;
    const status = await untilEnded(options, job);
    if (status !== 'finished') throw new Error(`The undisturbed job of the variant ${name} is ${status}.`);
    await lookAtResult(job.client, job, options.record, true);
    const reference = new Map<string, string>();
    for (const event of events) {
      if (event.type !== 'artifact-read' || event.jobId !== job.id || event.read === null) continue;
      if (event.listed.kind !== 'config')
        reference.set(artifactLabel(event.listed), event.read.contentSha256);
    }
    const common = { totalSteps: variant.steps, keepsAll: variant.keep * variant.saveEvery >= variant.steps };
    facts[name] = { ...common, reference };
    facts[`any-${name}`] = { ...common, reference: new Map() };
  }
  return facts;
}

/** Sees every job of an account to its end: those that were interrupted are resumed, canceled ones now and then. */
export async function finishJobs(options: OwnerOptions, random: Random): Promise<void> {
  const { client } = options;
  const { answer } = await client.insist((api) => api.listJobs({ query: { limit: 1000 } }));
  const jobs = (answer?.jobs ?? []).map(({ id, name }) => ({ id, name, client }));
  const finish = async (job: OwnedJob, resumesCanceled: boolean) => {
    const ended = await untilEnded(options, job);
    if (ended !== 'STOPPED' && !(ended === 'CANCELED' && resumesCanceled)) return;
    await changeJob(options, job, 'resume');
    await untilEnded(options, job);
  };
  // All are watched at once: what happened just before is told when it is looked at, not when its turn comes.
  await Promise.all(jobs.map((job) => finish(job, random.chance(0.5))));
  for (const job of jobs) {
    await lookAtJob(client, job.id, options.record);
    await lookAtResult(client, job, options.record, true);
  }
}

/** The status in which a job ended, `finished` for one at its last step; or the one it is stuck in. */
async function untilEnded(options: OwnerOptions, job: OwnedJob): Promise<string> {
  const deadline = performance.now() + endWithinMs;
  for (;;) {
    const seen = await lookAtJob(job.client, job.id, options.record);
    if (seen === null) return 'deleted';
    const { current_step: step, total_steps: steps } = seen.progress;
    if (isEnded(seen.status)) return seen.status === 'STOPPED' && step >= steps ? 'finished' : seen.status;
    if (performance.now() > deadline) return seen.status;
    await sleep(lookAgainMs);
  }
}
