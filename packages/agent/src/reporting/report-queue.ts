import type { Report } from '@trainyard/core';
import { createLogBuffer, defaultLogLimits, type LogLimits } from './log-buffer.ts';

type WithoutNumber<Numbered> = Numbered extends unknown ? Omit<Numbered, 'seq'> : never;
/** A report that has no number yet. */
export type Event = WithoutNumber<Exclude<Report, { type: 'log' | 'progress' }>>;
/** One point of the training curve. */
export type MetricsPoint = Extract<Report, { type: 'progress' }>['metrics'][number];
type Progress = WithoutNumber<Extract<Report, { type: 'progress' }>>;

/** Bounds of what waits for the server. */
export interface QueueLimits {
  /** Points kept; beyond that every second one is dropped, so that the curve keeps its shape. */
  metricsPoints: number;
  /** Phases and removals kept; beyond that older phases and every second GPU reading are dropped. */
  events: number;
  pointsPerBatch: number;
  reportsPerBatch: number;
  logBytesPerBatch: number;
  log: LogLimits;
}

export const defaultQueueLimits: QueueLimits = {
  metricsPoints: 100_000,
  events: 5_000,
  pointsPerBatch: 2_000,
  reportsPerBatch: 500,
  logBytesPerBatch: 128 * 1024,
  log: defaultLogLimits,
};

/**
 * What is to be reported, in order and bounded in memory. A report gets its number when it goes into a
 * batch, and keeps it however often the batch is sent.
 */
export interface ReportQueue {
  event(event: Event): void;
  progress(at: string, step: number, point: MetricsPoint | null): void;
  logLine(line: string): void;
  /** Everything was reported that will be: the end of a log that was held back may go too. */
  finish(): void;
  isEmpty(): boolean;
  /** The batch to send now: the one taken before, until it is acknowledged; [] where nothing waits. */
  batch(at: string): readonly Report[];
  /** Forgets the reports of the batch up to this number. */
  acknowledge(seq: number): void;
}

/** An empty queue; numbers begin at 1. */
export function createReportQueue(limits: QueueLimits = defaultQueueLimits): ReportQueue {
  let waiting: (Event | Progress)[] = [];
  let points = 0;
  let inFlight: Report[] = [];
  let lastSeq = 0;
  const log = createLogBuffer(limits.log);

  const number = <Item>(item: Item): Item & { seq: number } => {
    lastSeq += 1;
    return { ...item, seq: lastSeq };
  };

  /** Drops every second waiting point; the newest stays. */
  const thinPoints = () => {
    points = 0;
    for (const item of waiting) {
      if (item.type !== 'progress') continue;
      const last = item.metrics.length - 1;
      item.metrics = item.metrics.filter((_, index) => (last - index) % 2 === 0);
      points += item.metrics.length;
    }
  };

  /** Keeps of the phases only the newest, of GPU readings every second, and joins the progress between them. */
  const dropOldEvents = () => {
    const newest = waiting.findLast((item) => item.type === 'phase');
    let readings = 0;
    const kept: (Event | Progress)[] = [];
    for (const item of waiting) {
      if (item.type === 'phase' && item !== newest) continue;
      if (item.type === 'gpu' && ++readings % 2 === 0) continue;
      const before = kept.at(-1);
      if (item.type === 'progress' && before?.type === 'progress') {
        before.metrics.push(...item.metrics);
        before.step = item.step;
      } else {
        kept.push(item);
      }
    }
    waiting = kept;
  };

  const takeLog = (at: string) => {
    const text = log.take(limits.logBytesPerBatch);
    if (text !== '') inFlight.push(number({ type: 'log' as const, at, text }));
  };

  const fill = (at: string) => {
    let pointsLeft = limits.pointsPerBatch;
    while (inFlight.length < limits.reportsPerBatch && pointsLeft > 0) {
      const next = waiting[0];
      if (next === undefined) break;
      if (next.type === 'ended') {
        // The end is the last report: nothing of the log may come after it.
        takeLog(at);
        if (!log.isEmpty()) return;
      }
      if (next.type === 'progress' && next.metrics.length > pointsLeft) {
        const metrics = next.metrics.splice(0, pointsLeft);
        points -= metrics.length;
        inFlight.push(number({ ...next, step: metrics.at(-1)?.step ?? next.step, metrics }));
        break;
      }
      waiting.shift();
      if (next.type === 'progress') {
        points -= next.metrics.length;
        pointsLeft -= next.metrics.length;
      }
      inFlight.push(number(next));
      if (next.type === 'ended') return;
    }
    takeLog(at);
  };

  return {
    event(event) {
      waiting.push(event);
      if (waiting.length > limits.events) dropOldEvents();
    },
    progress(at, step, point) {
      const open = waiting.at(-1);
      const metrics = point === null ? [] : [point];
      points += metrics.length;
      if (open?.type === 'progress') {
        open.at = at;
        open.step = step;
        open.metrics.push(...metrics);
      } else {
        waiting.push({ type: 'progress', at, step, metrics });
      }
      if (points > limits.metricsPoints) thinPoints();
    },
    logLine: (line) => log.add(line),
    finish: () => log.finish(),
    isEmpty: () => inFlight.length === 0 && waiting.length === 0 && log.isEmpty(),
    batch(at) {
      if (inFlight.length === 0) fill(at);
      return inFlight;
    },
    acknowledge(seq) {
      inFlight = inFlight.filter((report) => report.seq > seq);
    },
  };
}
