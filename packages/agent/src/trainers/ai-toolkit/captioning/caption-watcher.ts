import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { stemOf } from '@trainyard/core';
import type { TrainerEvent } from '../../trainer.ts';

/** Finds the captions that a captioner wrote, by looking. */
export interface CaptionWatcher {
  /** Looks once; a file that may still be written is left for the next look. Looks are done one after the other. */
  look(): Promise<void>;
  /** The last look: takes every caption there is, and tells of the first `done` files by name that have none. */
  finish(done: number): Promise<void>;
  /** How many captions were found. */
  readonly found: number;
}

/** What a watcher needs. */
export interface CaptionWatcherOptions {
  folder: string;
  /** Pictures and videos that are to be captioned. */
  filenames: readonly string[];
  /** What was said of a file that has no caption; null where nothing was. */
  faultOf(filename: string): string | null;
  onEvent(event: Extract<TrainerEvent, { type: 'caption' }>): void;
}

/** Watches one folder, in which no caption lay before the captioner started. */
export function createCaptionWatcher(options: CaptionWatcherOptions): CaptionWatcher {
  const { folder, onEvent } = options;
  /** In the order in which the captioner takes them, which is that of their code points. */
  const waiting = new Set([...options.filenames].sort(byCodePoints));
  const order = [...waiting];
  /** Size and time of change of captions that were seen once. */
  const seen = new Map<string, string>();
  let looking = Promise.resolve();
  let found = 0;

  const take = async (filename: string, isLast: boolean) => {
    const path = join(folder, `${stemOf(filename)}.txt`);
    const { size, mtimeMs } = await stat(path);
    const state = `${size} ${mtimeMs}`;
    // It is opened, and written a moment later.
    if (!isLast && (size === 0 || seen.get(filename) !== state)) {
      seen.set(filename, state);
      return;
    }
    const text = (await readFile(path, 'utf8')).trim();
    waiting.delete(filename);
    seen.delete(filename);
    if (text !== '') found += 1;
    onEvent({
      type: 'caption',
      filename,
      text: text === '' ? null : text,
      error: text === '' ? empty : null,
    });
  };
  const tellFault = (filename: string, error: string) => {
    waiting.delete(filename);
    onEvent({ type: 'caption', filename, text: null, error });
  };
  const look = async (isLast: boolean) => {
    for (const filename of [...waiting]) {
      try {
        await take(filename, isLast);
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
        const fault = options.faultOf(filename);
        if (fault !== null) tellFault(filename, fault);
      }
    }
  };

  return {
    look() {
      looking = looking.catch(() => undefined).then(() => look(false));
      return looking;
    },
    async finish(done) {
      await looking.catch(() => undefined);
      await look(true);
      const looked = new Set(order.slice(0, done));
      for (const filename of waiting) {
        if (looked.has(filename)) tellFault(filename, silent);
      }
    },
    get found() {
      return found;
    },
  };
}

const empty = 'The model gave an empty caption.';
const silent = 'The model gave no caption, and did not say why.';

function byCodePoints(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}
