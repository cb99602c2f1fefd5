import { isEnded } from '@trainyard/core';
import type { History, HistoryEvent, Killed } from '../history.ts';
import { callsOf, eventsOf, type Rule } from './rule.ts';

/** Never two trainers for one job at a time, and never more of them than there are slots. */
export const oneTrainer: Rule = function* ({ events, audit, slots }) {
  const runs = new Map(audit.runs.map((run) => [run.id, run]));
  for (const { at, trainers } of eventsOf(events, 'trainers')) {
    const jobs = new Set<string>();
    const used = new Map<string, number>();
    for (const { pid, runId } of trainers) {
      const run = runs.get(runId);
      if (run === undefined) {
        yield `The trainer ${pid} works for the run ${runId}, which is not in the database.`;
        continue;
      }
      if (jobs.has(run.jobId)) yield `Two trainers worked for the job ${run.jobId} at ${at}.`;
      jobs.add(run.jobId);
      used.set(run.gpuType, (used.get(run.gpuType) ?? 0) + 1);
    }
    for (const [gpuType, count] of used) {
      const most = slots[gpuType] ?? 0;
      if (count > most) yield `${count} trainers worked on ${most} GPUs of type ${gpuType} at ${at}.`;
    }
  }
};

/** The trainer of a run is started once at most. */
export const oneStart: Rule = function* ({ events }) {
  const processes = new Map<string, Set<string>>();
  for (const { trainers } of eventsOf(events, 'trainers')) {
    for (const { runId, pid, startTime } of trainers) {
      const known = processes.get(runId) ?? new Set();
      processes.set(runId, known.add(`${pid} started at ${startTime}`));
    }
  }
  for (const [runId, started] of processes) {
    if (started.size > 1) yield `The run ${runId} had several trainers: ${[...started].join(', ')}.`;
  }
};

/** A run is lost only where its agent or its trainer was killed: a server that dies takes nothing with it. */
export const serverKillIsHarmless: Rule = function* ({ events, audit }) {
  const killed = new Set(eventsOf(events, 'killed').map(({ runId }) => runId));
  for (const { id, jobId, number, outcome } of audit.runs) {
    if (outcome === 'lost' && !killed.has(id)) {
      yield `Run ${number} of the job ${jobId} (${id}) was lost, though nothing of it had been killed.`;
    }
    if (outcome === 'failed') yield `Run ${number} of the job ${jobId} (${id}) failed, though it was sound.`;
    const wasCanceled = callsOf(events, jobId).some(
      (call) => call.call === 'cancel' && call.outcome !== 'refused',
    );
    if (outcome === 'canceled' && !wasCanceled) yield `The run ${id} was canceled by nobody.`;
  }
};

/** After a kill of agent or trainer the job says within a bounded time that the run is over. */
export const toldInTime: Rule = function* (history) {
  for (const { kill, tookMs } of tellingTimes(history)) {
    if (tookMs === null || tookMs > history.tellWithinMs) {
      const when = tookMs === null ? 'never' : `after ${tookMs} ms`;
      yield `The ${kill.target} of the run ${kill.runId} was killed at ${kill.at}; its job said so ${when}.`;
    }
  }
};

/**
 * How long the server was up between each kill of an agent or a trainer and the first answer that says that
 * the run is over; null where none said so. Kills of runs that were over, or unknown, are left out.
 */
export function tellingTimes({ events, audit }: History): { kill: Killed; tookMs: number | null }[] {
  const runs = new Map(audit.runs.map((run) => [run.id, run]));
  const ups = uptimes(events);
  const times: { kill: Killed; tookMs: number | null }[] = [];
  for (const kill of eventsOf(events, 'killed')) {
    const run = kill.runId === null ? undefined : runs.get(kill.runId);
    if (run === undefined) continue;
    const told = events.find(
      (event) =>
        (event.type === 'job-missing' && event.jobId === run.jobId && event.sentAt >= kill.at) ||
        (event.type === 'job-seen' &&
          event.jobId === run.jobId &&
          event.sentAt >= kill.at &&
          (event.runNumber > run.number || isEnded(event.status))),
    );
    const toldAt = told !== undefined && 'endedAt' in told ? told.endedAt : null;
    times.push({ kill, tookMs: toldAt === null ? null : timeUp(ups, kill.at, toldAt) });
  }
  return times;
}

function uptimes(events: readonly HistoryEvent[]): { from: number; to: number }[] {
  const ups: { from: number; to: number }[] = [];
  for (const { at, state } of eventsOf(events, 'server')) {
    const open = ups.at(-1);
    if (state === 'ready') ups.push({ from: at, to: Number.POSITIVE_INFINITY });
    else if (open !== undefined) open.to = at;
  }
  return ups;
}

function timeUp(ups: readonly { from: number; to: number }[], from: number, to: number): number {
  return ups.reduce((sum, up) => sum + Math.max(0, Math.min(up.to, to) - Math.max(up.from, from)), 0);
}

/** A server that is told to stop does so in order and in time. */
export const serverCloses: Rule = function* ({ events, closeWithinMs }) {
  for (const { exit } of eventsOf(events, 'server')) {
    if (exit === null || exit.signal === 'SIGKILL') continue;
    if (exit.code !== 0) yield `A server that was told to stop ended with ${exit.code ?? exit.signal}.`;
    if (exit.tookMs > closeWithinMs) yield `A server that was told to stop took ${exit.tookMs} ms.`;
  }
};

/** The server never answers with a fault of its own, except that it says 503 while it closes. */
export const noFaults: Rule = function* ({ events }) {
  for (const { at, status, message } of eventsOf(events, 'server-fault')) {
    if (status !== 503) yield `The server answered ${status} at ${at}: ${message}`;
  }
};
