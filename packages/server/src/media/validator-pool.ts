import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import type { ValidatorAnswer } from './validator-process.ts';
import { broken, type MediaFile, type ThumbnailOrder, type Verdict } from './verdict.ts';

/** Looks into files in processes of their own. */
export interface ValidatorPool {
  /** How many files are looked at at the same time. */
  readonly size: number;
  /** Waits for a free process. Rejects where the file cannot be read, or the pool is closed. */
  validate(file: MediaFile): Promise<Verdict>;
  /**
   * Makes a picture small, before files that wait to be looked at, the newest order first: somebody is looking.
   * Rejects as `validate` does, and with the reason of `signal` where it is aborted while the order waits.
   */
  draw(order: ThumbnailOrder, signal: AbortSignal): Promise<Verdict>;
  /** Ends the processes; what was under way is rejected. */
  close(): Promise<void>;
}

interface Task {
  readonly work: MediaFile | ThumbnailOrder;
  readonly resolve: (verdict: Verdict) => void;
  readonly reject: (error: Error) => void;
  /** How often a process died or hung over this file. */
  deaths: number;
}

const maxDeaths = 2;
const defaultRestartDelayMs = 1_000;

/**
 * Starts the processes. One that dies, or takes too long over a file, is replaced and the file tried once
 * more; a file that takes down two processes is broken.
 */
export function createValidatorPool(options: {
  readonly size: number;
  /** How long one file may take. */
  readonly timeoutMs: number;
  /** Starts a process that speaks as `validator-process.ts` does. */
  readonly fork: () => ChildProcess;
  /** How long after a process could not be started, or died idle, the next is tried. */
  readonly restartDelayMs?: number;
}): ValidatorPool {
  const waiting: Task[] = [];
  const children = new Set<ChildProcess>();
  const idle = new Set<ChildProcess>();
  const busy = new Map<ChildProcess, { readonly task: Task; readonly timer: NodeJS.Timeout }>();
  let closed = false;

  const startLater = () => {
    if (!closed) setTimeout(start, options.restartDelayMs ?? defaultRestartDelayMs).unref();
  };

  const start = () => {
    if (closed) return;
    let child: ChildProcess;
    try {
      child = options.fork();
    } catch {
      // For want of memory or of process numbers, which come back.
      startLater();
      return;
    }
    children.add(child);
    child.on('message', (message: ValidatorAnswer | 'ready') => {
      const task = release(child);
      idle.add(child);
      if (task !== undefined && message !== 'ready') settle(task, message);
      assign();
    });
    // One that could not be started has no number and no exit. Other errors, such as that of a message to one
    // that has just died, come before the exit.
    child.on('error', () => {
      if (child.pid === undefined) replace(child);
    });
    child.once('exit', () => replace(child));
  };

  const assign = () => {
    for (const child of idle) {
      const task = waiting.shift();
      if (task === undefined) return;
      idle.delete(child);
      busy.set(child, { task, timer: setTimeout(() => child.kill('SIGKILL'), options.timeoutMs) });
      child.send(task.work);
    }
  };

  const release = (child: ChildProcess): Task | undefined => {
    const work = busy.get(child);
    clearTimeout(work?.timer);
    busy.delete(child);
    return work?.task;
  };

  const replace = (child: ChildProcess) => {
    if (!children.delete(child)) return;
    idle.delete(child);
    const task = release(child);
    if (task !== undefined) retry(task);
    // One that died idle or could not even start is not started again in a tight circle.
    if (task === undefined) startLater();
    else start();
  };

  const retry = (task: Task) => {
    task.deaths++;
    if (closed) task.reject(stopped());
    else if (task.deaths < maxDeaths) waiting.unshift(task);
    else task.resolve(broken('cannot be decoded: the decoder crashed or did not come to an end'));
  };

  for (let count = 0; count < options.size; count++) start();

  return {
    size: options.size,

    validate: (file) =>
      new Promise((resolve, reject) => {
        if (closed) {
          reject(stopped());
          return;
        }
        waiting.push({ work: file, resolve, reject, deaths: 0 });
        assign();
      }),

    draw: (order, signal) =>
      new Promise((resolve, reject) => {
        if (closed || signal.aborted) {
          reject(closed ? stopped() : signal.reason);
          return;
        }
        const task: Task = { work: order, resolve, reject, deaths: 0 };
        signal.addEventListener('abort', () => {
          const place = waiting.indexOf(task);
          if (place >= 0) waiting.splice(place, 1);
          // One that is being drawn is finished: the picture is of use to the next who asks.
          if (place >= 0) reject(signal.reason);
        });
        waiting.unshift(task);
        assign();
      }),

    async close() {
      closed = true;
      for (const task of waiting.splice(0)) task.reject(stopped());
      const started = [...children].filter((child) => child.pid !== undefined);
      const exits = started.map((child) => once(child, 'exit'));
      for (const child of started) child.kill('SIGKILL');
      await Promise.all(exits);
    },
  };
}

function settle(task: Task, answer: ValidatorAnswer): void {
  if ('verdict' in answer) task.resolve(answer.verdict);
  else task.reject(new Error(answer.unreadable));
}

function stopped(): Error {
  return new Error('The validation of files was stopped.');
}
