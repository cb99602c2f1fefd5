import { isEnded, type JobStatus, jobTransitions, nextJobStatus } from '@trainyard/core';
import type { History, JobCall, JobSeen } from '../history.ts';
import { callsOf, eventsOf, type Rule, seenOf } from './rule.ts';

/** Every accepted job is there once, unless it was deleted, and every run of it has ended once. */
export const oneEnd: Rule = function* ({ events, audit }) {
  const jobs = new Map(audit.jobs.map((job) => [job.id, job]));
  const mayBeDeleted = new Set(
    eventsOf(events, 'job-call')
      .filter((call) => call.call === 'delete' && call.outcome !== 'refused')
      .map((call) => call.jobId),
  );
  for (const { jobId, name } of eventsOf(events, 'submitted')) {
    if (jobId === null) continue;
    const job = jobs.get(jobId);
    if (job === undefined) yield `The job ${name} (${jobId}) was accepted and is not in the database.`;
    else if (job.isDeleted && !mayBeDeleted.has(jobId)) yield `The job ${name} was deleted by nobody.`;
  }
  const names = new Set<string>();
  for (const { account, name, status, isDeleted } of audit.jobs) {
    if (isDeleted) continue;
    if (!isEnded(status)) yield `The job ${name} is ${status} after everything is over.`;
    if (names.has(`${account}/${name}`)) yield `There are two jobs called ${name} in the account ${account}.`;
    names.add(`${account}/${name}`);
  }
  for (const { id, jobId, state, outcome } of audit.runs) {
    if (state !== 'ended' || outcome === null)
      yield `The run ${id} of the job ${jobId} is ${state} for ever.`;
    const ends = audit.statusEvents.filter(
      (event) => event.runId === id && isEnded(event.to) && !isEnded(event.from),
    );
    if (ends.length !== 1) yield `The run ${id} of the job ${jobId} ended its job ${ends.length} times.`;
  }
};

/** Each change of status is in the table, begins where the one before ended, and is asked for where it must be. */
export const transitions: Rule = function* (history) {
  const { events, audit } = history;
  const last = new Map<string, JobStatus>();
  for (const { jobId, from, to, event } of audit.statusEvents) {
    const before = last.get(jobId) ?? 'IN_QUEUE';
    if (before !== from) yield `The job ${jobId} went from ${from} to ${to} when it was ${before}.`;
    if (nextJobStatus(from, event) !== to) yield `The job ${jobId} went from ${from} to ${to} by ${event}.`;
    last.set(jobId, to);
  }
  for (const { id, status } of audit.jobs) {
    if ((last.get(id) ?? 'IN_QUEUE') !== status) yield `The job ${id} is ${status} without a change to that.`;
  }
  for (const [jobId, seen] of seenOf(events)) {
    const calls = callsOf(events, jobId);
    for (const [index, later] of seen.entries()) {
      const earlier = seen[index - 1];
      if (earlier !== undefined && !canFollow(earlier, later, calls)) {
        yield `The job ${jobId} was seen ${earlier.status} and then ${later.status}, with no request between.`;
      }
    }
    for (const { status, errorCode } of seen) {
      const isWanted = calls.some((call) => call.call === 'cancel' && call.outcome !== 'refused');
      if (status === 'CANCELED' && !isWanted) yield `The job ${jobId} was canceled by nobody.`;
      if (status === 'FAILED') yield `The job ${jobId} is FAILED (${errorCode}), but its config is sound.`;
    }
  }
};

function canFollow(earlier: JobSeen, later: JobSeen, calls: readonly JobCall[]): boolean {
  if (later.sentAt < earlier.endedAt || earlier.status === later.status) return true;
  const between = calls.filter((call) => call.endedAt >= earlier.sentAt && call.sentAt <= later.endedAt);
  const wasAsked = between.some((call) => call.outcome !== 'refused' && call.call !== 'cancel');
  if (isEnded(earlier.status)) return wasAsked;
  return wasAsked || canReach(earlier.status, later.status);
}

/** Whether the table leads from one status to another by what happens to runs alone. */
function canReach(from: JobStatus, to: JobStatus): boolean {
  if (isEnded(from)) return false;
  return Object.values(jobTransitions[from]).some((next) => next === to || canReach(next, to));
}

/** A job that says it is at its last step has finished and has its final checkpoint; no other says so. */
export const finishedTruly: Rule = function* ({ events }) {
  for (const [jobId, seen] of seenOf(events)) {
    const results = eventsOf(events, 'result-seen').filter((result) => result.jobId === jobId);
    const calls = callsOf(events, jobId).filter((call) => call.outcome !== 'refused');
    for (const state of seen) {
      const { status, currentStep, totalSteps } = state;
      if (!isEnded(status) || currentStep < totalSteps) continue;
      if (status !== 'STOPPED') {
        yield `The job ${jobId} is ${status} at step ${currentStep} of ${totalSteps}: clients take it for finished.`;
        continue;
      }
      const result = results.find((later) => later.sentAt >= state.endedAt);
      if (result === undefined) continue;
      if (calls.some((call) => call.endedAt >= state.sentAt && call.sentAt <= result.endedAt)) continue;
      const final = result.artifacts.find(({ kind, name }) => kind === 'checkpoint' && name === finalName);
      if (final?.step !== totalSteps) {
        yield `The job ${jobId} says that it is finished, but has no final checkpoint of step ${totalSteps}.`;
      }
    }
  }
};

/** The name of the final checkpoint, with the job's name replaced. */
const finalName = 'job.safetensors';

/** A resume goes on from the highest checkpoint that was there. */
export const resumeKeeps: Rule = function* ({ events, audit }) {
  for (const [jobId, seen] of seenOf(events)) {
    const results = eventsOf(events, 'result-seen').filter((result) => result.jobId === jobId);
    for (const run of audit.runs.filter((candidate) => candidate.jobId === jobId && candidate.number > 1)) {
      const before = seen.findLast((state) => state.runNumber < run.number);
      if (before === undefined) continue;
      const steps = results
        .filter((result) => result.endedAt <= before.sentAt)
        .flatMap(({ artifacts }) => artifacts.filter(({ kind }) => kind === 'checkpoint'))
        .map(({ step }) => step);
      const saved = Math.max(0, ...steps);
      if ((run.resumeStep ?? 0) < saved) {
        yield `Run ${run.number} of the job ${jobId} began at step ${run.resumeStep ?? 0}, though step ${saved} was saved.`;
      }
    }
    for (const { runNumber, resumedFromStep } of seen) {
      const run = audit.runs.find((other) => other.jobId === jobId && other.number === runNumber);
      if (run !== undefined && run.resumeStep !== resumedFromStep) {
        yield `Run ${runNumber} of the job ${jobId} says that it resumed from ${resumedFromStep}, not ${run.resumeStep}.`;
      }
    }
  }
};

/** A deleted job is never seen again. */
export const deletedStaysDeleted: Rule = function* ({ events }: History) {
  for (const call of eventsOf(events, 'job-call')) {
    if (call.call !== 'delete' || call.outcome !== 'acknowledged') continue;
    const again = eventsOf(events, 'job-seen').some(
      (seen) => seen.jobId === call.jobId && seen.sentAt >= call.endedAt,
    );
    if (again) yield `The job ${call.jobId} was seen after it had been deleted.`;
  }
  for (const { jobId, endedAt } of eventsOf(events, 'job-missing')) {
    const isDeleted = callsOf(events, jobId).some(
      (call) => call.call === 'delete' && call.outcome !== 'refused' && call.sentAt <= endedAt,
    );
    if (!isDeleted) yield `The job ${jobId} was gone, though nobody had deleted it.`;
  }
};
