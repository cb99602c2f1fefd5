import PQueue from 'p-queue';

/** How far a file has come. */
export type UploadState = 'waiting' | 'sending' | 'done' | 'failed' | 'refused' | 'canceled';

/** A file on its way into a dataset. */
export interface Upload {
  readonly id: number;
  readonly filename: string;
  readonly sizeBytes: number;
  readonly state: UploadState;
  readonly sentBytes: number;
  /** Why it failed or was refused; of one that waits, why it was not sent at the first try. */
  readonly reason: string | null;
}

/** All that was uploaded into one dataset since the application was loaded, in the order of choosing. */
export interface UploadSnapshot {
  readonly uploads: readonly Upload[];
  readonly counts: Readonly<Record<UploadState, number>>;
  readonly sentBytes: number;
  readonly totalBytes: number;
  readonly isActive: boolean;
}

/** Sends one file; rejects with what went wrong. */
export type Send<Source> = (
  upload: { readonly filename: string; readonly source: Source },
  options: { readonly onProgress: (sentBytes: number) => void; readonly signal: AbortSignal },
) => Promise<void>;

/** Uploads that go on whatever page is shown. */
export interface UploadList<Source> {
  add(
    files: readonly { readonly filename: string; readonly sizeBytes: number; readonly source: Source }[],
  ): void;
  /** Lists files that will not be sent. */
  refuse(files: readonly { readonly filename: string; readonly reason: string }[]): void;
  retryFailed(): void;
  /** Stops what is not done yet. */
  cancel(): void;
  /** Takes everything that has ended off the list. */
  clear(): void;
  snapshot(): UploadSnapshot;
  subscribe(listener: () => void): () => void;
}

export interface UploadListOptions<Source> {
  readonly send: Send<Source>;
  /** In words, and whether the same may succeed by itself a little later. */
  readonly describe: (error: unknown) => {
    readonly reason: string;
    readonly canRetry: boolean;
    /** The least to wait before that. */
    readonly retryAfterMs?: number;
  };
  readonly onIdle: () => void;
  /** Waits between tries, in milliseconds: one try more than there are waits. */
  readonly retryDelaysMs: readonly number[];
  readonly concurrency: number;
  /** Files that `send` puts together, and how many of them it may hold: a few at once would never be many. */
  readonly gathered?: {
    readonly takes: (file: Pick<Upload, 'filename' | 'sizeBytes'>) => boolean;
    readonly concurrency: number;
  };
}

const tellEveryMs = 100;

/** Sends a bounded number of files at once, and those that fail for a passing reason again. */
export function createUploadList<Source>(options: UploadListOptions<Source>): UploadList<Source> {
  const { gathered } = options;
  const single = new PQueue({ concurrency: options.concurrency });
  const together = new PQueue({ concurrency: gathered?.concurrency ?? 1 });
  const queues = [single, together];
  const listeners = new Set<() => void>();
  const sources = new Map<number, Source>();
  let uploads: readonly Upload[] = [];
  let shown: UploadSnapshot | null = null;
  let stopping = new AbortController();
  let lastId = 0;

  const changed = () => {
    // Thousands of files end within seconds: the page is told ten times a second, not for each of them.
    if (shown === null) return;
    shown = null;
    setTimeout(() => {
      for (const listener of listeners) listener();
    }, tellEveryMs);
  };
  const positions = new Map<number, number>();
  const update = (id: number, change: Partial<Upload>) => {
    const position = positions.get(id);
    const upload = position === undefined ? undefined : uploads[position];
    if (position === undefined || upload === undefined) return;
    (uploads as Upload[])[position] = { ...upload, ...change };
    changed();
  };
  const replace = (next: readonly Upload[]) => {
    uploads = [...next];
    positions.clear();
    uploads.forEach(({ id }, position) => {
      positions.set(id, position);
    });
    changed();
  };

  async function sendWithRetries(id: number, filename: string, source: Source, signal: AbortSignal) {
    for (let attempt = 0; ; attempt += 1) {
      update(id, { state: 'sending', sentBytes: 0, reason: null });
      try {
        await options.send(
          { filename, source },
          { signal, onProgress: (sentBytes) => update(id, { sentBytes }) },
        );
        sources.delete(id);
        update(id, { state: 'done' });
        return;
      } catch (error) {
        if (signal.aborted) return;
        const { reason, canRetry, retryAfterMs = 0 } = options.describe(error);
        const delayMs = canRetry ? options.retryDelaysMs[attempt] : undefined;
        if (delayMs === undefined) {
          update(id, { state: 'failed', reason });
          return;
        }
        update(id, { state: 'waiting', sentBytes: 0, reason });
        await wait(Math.max(delayMs, retryAfterMs), signal);
        if (signal.aborted) return;
      }
    }
  }
  const enqueue = (id: number) => {
    const source = sources.get(id);
    const upload = uploads[positions.get(id) ?? -1];
    if (source === undefined || upload === undefined) return;
    const { signal } = stopping;
    const queue = gathered?.takes(upload) ? together : single;
    void queue.add(async () => {
      if (!signal.aborted) await sendWithRetries(id, upload.filename, source, signal);
    });
  };
  for (const queue of queues) {
    queue.on('idle', () => {
      if (queues.every(({ size, pending }) => size + pending === 0)) options.onIdle();
    });
  }

  return {
    add(files) {
      const added = files.map(({ filename, sizeBytes, source }): Upload => {
        lastId += 1;
        sources.set(lastId, source);
        return { id: lastId, filename, sizeBytes, state: 'waiting', sentBytes: 0, reason: null };
      });
      replace([...uploads, ...added]);
      for (const { id } of added) enqueue(id);
    },
    refuse(files) {
      const added = files.map(({ filename, reason }): Upload => {
        lastId += 1;
        return { id: lastId, filename, sizeBytes: 0, state: 'refused', sentBytes: 0, reason };
      });
      replace([...uploads, ...added]);
    },
    retryFailed() {
      for (const { id, state } of uploads) {
        if (state !== 'failed' && state !== 'canceled') continue;
        update(id, { state: 'waiting', sentBytes: 0, reason: null });
        enqueue(id);
      }
    },
    cancel() {
      stopping.abort();
      stopping = new AbortController();
      for (const queue of queues) queue.clear();
      for (const { id, state } of uploads) {
        if (state === 'waiting' || state === 'sending') update(id, { state: 'canceled', sentBytes: 0 });
      }
    },
    clear() {
      const kept = uploads.filter(({ state }) => state === 'waiting' || state === 'sending');
      const keptIds = new Set(kept.map(({ id }) => id));
      for (const id of sources.keys()) if (!keptIds.has(id)) sources.delete(id);
      replace(kept);
    },
    snapshot() {
      shown ??= summarise(uploads);
      return shown;
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

function summarise(uploads: readonly Upload[]): UploadSnapshot {
  const counts = { waiting: 0, sending: 0, done: 0, failed: 0, refused: 0, canceled: 0 };
  let sentBytes = 0;
  let totalBytes = 0;
  for (const upload of uploads) {
    counts[upload.state] += 1;
    totalBytes += upload.sizeBytes;
    sentBytes += upload.state === 'done' ? upload.sizeBytes : Math.min(upload.sentBytes, upload.sizeBytes);
  }
  return {
    uploads: [...uploads],
    counts,
    sentBytes,
    totalBytes,
    isActive: counts.waiting + counts.sending > 0,
  };
}

function wait(delayMs: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, delayMs);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      resolve();
    });
  });
}
