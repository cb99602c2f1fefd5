import type { CaptionsRequest } from '@trainyard/core';
import { isFencedOff, RefusedError } from '../server/failure.ts';
import { keepTrying, type RetryPolicy } from '../server/retry.ts';
import type { RunApi } from '../server/run-api.ts';

type File = CaptionsRequest['files'][number];

/** What a sender needs. */
export interface CaptionSenderOptions {
  api: Pick<RunApi, 'sendCaptions'>;
  fence: number;
  retry: RetryPolicy;
  /** How long captions are gathered before they go out together. */
  gatherMs: number;
  onFenced(error: unknown): void;
  /** The server takes no captions for this run any more, and says why. Called once. */
  onRefused(message: string): void;
}

/** Hands captions over to the server, in order and at least once; it keeps each only once. */
export interface CaptionSender {
  offer(file: File): void;
  /** Sends what is left; settles once the server has it all, or takes no more. */
  drain(): Promise<void>;
}

const mostPerBatch = 100;
/** Of text in one batch; a caption is much shorter. */
const mostCharacters = 1_000_000;
/** More than the server takes of one caption, which it then refuses. */
const longestText = 100_000;

/** A sender that has nothing to send yet. */
export function createCaptionSender(options: CaptionSenderOptions): CaptionSender {
  let waiting: File[] = [];
  let sending: Promise<void> | null = null;
  let timer: NodeJS.Timeout | null = null;
  let isClosed = false;

  const take = (): File[] => {
    let characters = 0;
    let count = 0;
    for (const { text } of waiting.slice(0, mostPerBatch)) {
      characters += text?.length ?? 0;
      if (count > 0 && characters > mostCharacters) break;
      count += 1;
    }
    const batch = waiting.slice(0, count);
    waiting = waiting.slice(count);
    return batch;
  };

  const sendAll = async () => {
    while (waiting.length > 0 && !isClosed) {
      const files = take();
      try {
        await keepTrying(() => options.api.sendCaptions({ fence: options.fence, files }), options.retry);
      } catch (error) {
        isClosed = true;
        if (isFencedOff(error)) options.onFenced(error);
        else if (error instanceof RefusedError) options.onRefused(reasonOf(error));
        else if (options.retry.signal?.aborted !== true) options.onRefused((error as Error).message);
      }
    }
  };
  const start = () => {
    if (timer !== null) clearTimeout(timer);
    timer = null;
    sending ??= sendAll().finally(() => {
      sending = null;
    });
    return sending;
  };

  return {
    offer(file) {
      if (isClosed) return;
      waiting.push({ ...file, text: file.text?.slice(0, longestText) ?? null });
      if (sending === null) timer ??= setTimeout(() => void start(), options.gatherMs);
    },
    async drain() {
      while ((waiting.length > 0 && !isClosed) || sending !== null) await start();
      if (timer !== null) clearTimeout(timer);
    },
  };
}

/** What the server said, out of the JSON in which it said so. */
function reasonOf({ message }: RefusedError): string {
  const said = /"error_message":("(?:[^"\\]|\\.)*")/.exec(message)?.[1];
  return said === undefined ? message : String(JSON.parse(said));
}
