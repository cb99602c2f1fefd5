import type { History } from './history.ts';
import { byJob, eventsOf } from './rules/rule.ts';
import { tellingTimes } from './rules/runs.ts';

/** What a campaign did, in a few lines. */
export function summarise(history: History): string[] {
  const { events, audit } = history;
  const kills = eventsOf(events, 'killed');
  const count = (target: string) => kills.filter((kill) => kill.target === target).length;
  const closed = eventsOf(events, 'server').filter(({ exit }) => exit !== null && exit.signal !== 'SIGKILL');
  const outcomes = ['finished', 'lost', 'canceled', 'failed'].map(
    (outcome) => `${audit.runs.filter((run) => run.outcome === outcome).length} ${outcome}`,
  );
  const told = tellingTimes(history)
    .flatMap(({ tookMs }) => tookMs ?? [])
    .sort((a, b) => a - b);
  const uploads = eventsOf(events, 'uploaded');
  const reads = eventsOf(events, 'artifact-read').filter(({ read }) => read !== null);
  return [
    `kills: ${count('server')} of the server (and ${closed.length} times told to close), ${count('agent')} of agents, ${count('trainer')} of trainers`,
    `jobs: ${audit.jobs.length}; runs: ${audit.runs.length} (${outcomes.join(', ')})`,
    `uploads: ${uploads.length}, of which ${uploads.filter(({ wasCut }) => wasCut).length} broken off; artifacts read: ${reads.length}`,
    `a kill was told after ${told[Math.floor(told.length / 2)] ?? '-'} ms (median), ${told.at(-1) ?? '-'} ms (longest)`,
    `steps done again after a resume: ${stepsDoneAgain(history)}`,
  ];
}

/** Between the last step that was seen of a run and where the next one began: median and most. */
function stepsDoneAgain({ events, audit }: History): string {
  const lost: number[] = [];
  for (const [jobId, seen] of byJob(eventsOf(events, 'job-seen'))) {
    for (const run of audit.runs.filter((other) => other.jobId === jobId && other.number > 1)) {
      const before = seen.findLast((state) => state.runNumber === run.number - 1);
      if (before !== undefined) lost.push(Math.max(0, before.currentStep - (run.resumeStep ?? 0)));
    }
  }
  lost.sort((a, b) => a - b);
  return `${lost[Math.floor(lost.length / 2)] ?? '-'} (median), ${lost.at(-1) ?? '-'} (most)`;
}
