import type { History, HistoryEvent, JobCall, JobSeen } from '../history.ts';

/** One thing that must hold: gives a sentence for each place in the history where it does not. */
export type Rule = (history: History) => Iterable<string>;

/** The events of one type, in order. */
export function eventsOf<Type extends HistoryEvent['type']>(
  events: readonly HistoryEvent[],
  type: Type,
): Extract<HistoryEvent, { type: Type }>[] {
  return events.filter((event): event is Extract<HistoryEvent, { type: Type }> => event.type === type);
}

/** What was seen of each job, in the order of the requests. */
export function seenOf(events: readonly HistoryEvent[]): ReadonlyMap<string, readonly JobSeen[]> {
  return byJob(eventsOf(events, 'job-seen'));
}

/** What was asked of one job. */
export function callsOf(events: readonly HistoryEvent[], jobId: string): readonly JobCall[] {
  return eventsOf(events, 'job-call').filter((call) => call.jobId === jobId);
}

/** Events by their job, each in the order of the requests. */
export function byJob<Event extends { readonly jobId: string; readonly sentAt: number }>(
  events: readonly Event[],
): ReadonlyMap<string, readonly Event[]> {
  const groups = new Map<string, Event[]>();
  for (const event of events.toSorted((a, b) => a.sentAt - b.sentAt)) {
    const group = groups.get(event.jobId);
    if (group === undefined) groups.set(event.jobId, [event]);
    else group.push(event);
  }
  return groups;
}
