import type { CommandType, Report, ReportsAnswer } from '@trainyard/core';
import { keepTrying } from '../server/retry.ts';
import { createReportQueue, type Event, type MetricsPoint } from './report-queue.ts';

/** Tells the server what happens, in order and at least once, and hears its commands. */
export interface Reporter {
  /** Reported at once, together with everything that waits; `soon` is with the next batch. */
  event(event: ReportedEvent, when?: 'now' | 'soon'): void;
  /** Reported with the next batch. */
  progress(step: number, metrics: MetricsPoint | null): void;
  logLine(line: string): void;
  /** Reports the end as the last thing; settles when the server has it. Rejects where it never will. */
  end(event: Omit<Extract<ReportedEvent, { type: 'ended' }>, 'type'>): Promise<void>;
  /** Stops reporting without a word. */
  abandon(): void;
}

type WithoutTime<Timed> = Timed extends unknown ? Omit<Timed, 'at'> : never;
/** An event without its number and time, which the reporter adds. */
type ReportedEvent = WithoutTime<Event>;

/** What a reporter needs. */
export interface ReporterOptions {
  send(reports: readonly Report[]): Promise<ReportsAnswer>;
  /** A batch goes out this often, an empty one too: it keeps the lease and brings commands. */
  intervalMs: number;
  /** How long the server may be away before the agent gives up. */
  giveUpAfterMs: number;
  onCommand(command: CommandType): void;
  /** Called once where no report is taken any more: another has the run, or the server was away too long. */
  onLost(error: unknown): void;
}

/** Starts reporting. */
export function createReporter(options: ReporterOptions): Reporter {
  const queue = createReportQueue();
  const handledCommands = new Set<number>();
  const closing = new AbortController();
  let isEnding = false;
  let isUrgent = false;
  let wake: () => void = () => undefined;

  const now = () => new Date().toISOString();
  const hurry = () => {
    isUrgent = true;
    wake();
  };

  /** Waits for the next interval, or for something that is to be reported at once. */
  const pause = () =>
    new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, options.intervalMs);
      wake = () => {
        clearTimeout(timer);
        resolve();
      };
      if (isUrgent || closing.signal.aborted) wake();
    });

  const handle = (answer: ReportsAnswer) => {
    queue.acknowledge(answer.acknowledged);
    for (const command of answer.commands) {
      if (handledCommands.has(command.id)) continue;
      handledCommands.add(command.id);
      options.onCommand(command.type);
    }
  };

  const deliverAll = async () => {
    while (!(isEnding && queue.isEmpty())) {
      await pause();
      isUrgent = false;
      const batch = queue.batch(now());
      const answer = await keepTrying(() => options.send(batch), {
        giveUpAfterMs: options.giveUpAfterMs,
        signal: closing.signal,
      });
      handle(answer);
      const isTaken = answer.acknowledged >= (batch.at(-1)?.seq ?? 0);
      if (isEnding && isTaken) isUrgent = true;
    }
  };

  const delivered = deliverAll();
  delivered.catch((error: unknown) => {
    if (!closing.signal.aborted) options.onLost(error);
  });

  return {
    event(event, when = 'now') {
      queue.event({ ...event, at: now() });
      if (when === 'now') hurry();
    },
    progress: (step, metrics) => queue.progress(now(), step, metrics),
    logLine: (line) => queue.logLine(line),
    end(event) {
      queue.finish();
      queue.event({ ...event, type: 'ended', at: now() });
      isEnding = true;
      hurry();
      return delivered;
    },
    abandon() {
      closing.abort();
      wake();
    },
  };
}
