/** What became of a caption: null, or why it was refused. */
export type CaptionOutcome = Error | null;

export interface CaptionGathererOptions {
  /** Writes captions by file name; answers by name what became of them. Rejects where none was written. */
  readonly write: (
    captions: ReadonlyMap<string, string>,
    signal: AbortSignal,
  ) => Promise<ReadonlyMap<string, CaptionOutcome>>;
  readonly mostAtOnce: number;
  /** Characters of text after which no more is gathered. */
  readonly mostCharacters: number;
  readonly gatherMs: number;
}

/** Puts captions together that are to be sent at about the same time. */
export interface CaptionGatherer {
  /** Resolves when the caption was written; rejects with why it was not. Captions of one call share a signal. */
  send(filename: string, text: string, signal: AbortSignal): Promise<void>;
}

interface Waiting {
  readonly text: string;
  readonly signal: AbortSignal;
  readonly settle: (outcome: CaptionOutcome) => void;
}

/** Thousands of captions would otherwise cost a request, and the server a revision, each. */
export function createCaptionGatherer(options: CaptionGathererOptions): CaptionGatherer {
  let waiting = new Map<string, Waiting>();
  let characters = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const flush = async () => {
    clearTimeout(timer);
    timer = undefined;
    const batch = [...waiting].filter(([, { signal }]) => !signal.aborted);
    for (const { signal, settle } of waiting.values()) {
      if (signal.aborted) settle(new DOMException('The upload was canceled.', 'AbortError'));
    }
    waiting = new Map();
    characters = 0;
    const signal = batch[0]?.[1].signal;
    if (signal === undefined) return;
    try {
      const outcomes = await options.write(new Map(batch.map(([name, { text }]) => [name, text])), signal);
      for (const [name, { settle }] of batch) {
        const outcome = outcomes.get(name);
        settle(outcome === undefined ? new Error(`The server passed over ${name}.`) : outcome);
      }
    } catch (error) {
      const failure = error instanceof Error ? error : new Error(String(error));
      for (const [, { settle }] of batch) settle(failure);
    }
  };

  return {
    send(filename, text, signal) {
      const isFull = waiting.size >= options.mostAtOnce || characters + text.length > options.mostCharacters;
      if (isFull || waiting.has(filename)) void flush();
      return new Promise((resolve, reject) => {
        const settle = (outcome: CaptionOutcome) => (outcome === null ? resolve() : reject(outcome));
        waiting.set(filename, { text, signal, settle });
        characters += text.length;
        timer ??= setTimeout(() => void flush(), options.gatherMs);
      });
    },
  };
}
