/** A stretch of the log as the API answers it. */
export interface LogPage {
  readonly text: string;
  readonly next_offset: number;
  readonly complete: boolean;
}

export interface LogStoreOptions {
  /** Reads at most `limitBytes` from a byte offset on. */
  readonly read: (offset: number, limitBytes: number, signal: AbortSignal) => Promise<LogPage>;
  readonly pageBytes?: number;
  /** How many pages of text are kept in memory; others are read again when they are looked at. */
  readonly mostPages?: number;
}

/** The lines of a log, of which only some are in memory. */
export interface LogStore {
  /** How many whole lines are known. */
  lineCount(): number;
  /** True when the job has ended and all of its log is known. */
  isComplete(): boolean;
  /** The bytes that were read through. */
  sizeBytes(): number;
  /** A line by its number from 0, or null while it is read again; `ensure` does that. */
  line(number: number): string | null;
  /** Reads on to the present end. Resolves with true where something was new. */
  readOn(signal: AbortSignal, onProgress?: () => void): Promise<boolean>;
  /** Sees to it that the lines of a stretch are in memory. Resolves with true where some were read. */
  ensure(first: number, last: number, signal: AbortSignal): Promise<boolean>;
  /** The numbers of the lines that `fits` says yes to, in order, at most `most`. */
  find(fits: (line: string) => boolean, most: number, signal: AbortSignal): Promise<readonly number[]>;
}

interface Page {
  readonly offset: number;
  sizeBytes: number;
  readonly firstLine: number;
  lineCount: number;
  /** Null where it was put out of memory. */
  lines: string[] | null;
  usedAt: number;
}

const encoder = new TextEncoder();

/** Reads a log by offset and keeps where its lines are; of the text it keeps a bounded number of pages. */
export function createLogStore(options: LogStoreOptions): LogStore {
  const { read, pageBytes = 500_000, mostPages = 32 } = options;
  const pages: Page[] = [];
  let complete = false;
  let uses = 0;

  const end = () => {
    const last = pages.at(-1);
    return last === undefined
      ? { offset: 0, line: 0 }
      : { offset: last.offset + last.sizeBytes, line: last.firstLine + last.lineCount };
  };

  const pageOf = (line: number): Page | null => {
    let low = 0;
    let high = pages.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >>> 1;
      if ((pages[middle]?.firstLine ?? Infinity) <= line) low = middle;
      else high = middle - 1;
    }
    const page = pages[low];
    return page !== undefined && line >= page.firstLine && line < page.firstLine + page.lineCount
      ? page
      : null;
  };

  const forget = () => {
    const kept = pages.filter(({ lines }) => lines !== null);
    if (kept.length <= mostPages) return;
    // The last one is being added to.
    const old = kept.filter((page) => page !== pages.at(-1)).sort((a, b) => a.usedAt - b.usedAt);
    for (const page of old.slice(0, kept.length - mostPages)) page.lines = null;
  };

  const append = (lines: string[], sizeBytes: number) => {
    const last = pages.at(-1);
    if (last !== undefined && last.lines !== null && last.sizeBytes + sizeBytes <= pageBytes) {
      for (const line of lines) last.lines.push(line);
      last.lineCount += lines.length;
      last.sizeBytes += sizeBytes;
      return;
    }
    const { offset, line } = end();
    uses += 1;
    pages.push({ offset, sizeBytes, firstLine: line, lineCount: lines.length, lines, usedAt: uses });
    forget();
  };

  const load = async (page: Page, signal: AbortSignal): Promise<string[]> => {
    uses += 1;
    page.usedAt = uses;
    if (page.lines !== null) return page.lines;
    const { text } = await read(page.offset, page.sizeBytes, signal);
    page.lines = splitLines(text).slice(0, page.lineCount);
    forget();
    return page.lines;
  };

  return {
    lineCount: () => end().line,
    isComplete: () => complete,
    sizeBytes: () => end().offset,
    line(number) {
      const page = pageOf(number);
      if (page === null || page.lines === null) return null;
      uses += 1;
      page.usedAt = uses;
      return page.lines[number - page.firstLine] ?? null;
    },
    async readOn(signal, onProgress) {
      const before = end().offset;
      for (;;) {
        const { offset } = end();
        const page = await read(offset, pageBytes, signal);
        const whole = wholeLines(page, offset, pageBytes);
        complete = page.complete;
        if (whole.sizeBytes === 0) return end().offset > before;
        append(splitLines(whole.text), whole.sizeBytes);
        onProgress?.();
      }
    },
    async ensure(first, last, signal) {
      let hasRead = false;
      for (let line = first; line <= last; ) {
        const page = pageOf(line);
        if (page === null) break;
        hasRead ||= page.lines === null;
        await load(page, signal);
        line = page.firstLine + page.lineCount;
      }
      return hasRead;
    },
    async find(fits, most, signal) {
      const found: number[] = [];
      for (const page of [...pages]) {
        signal.throwIfAborted();
        const lines = await load(page, signal);
        for (let at = 0; at < lines.length && found.length < most; at += 1) {
          if (fits(lines[at] ?? '')) found.push(page.firstLine + at);
        }
        if (found.length >= most) break;
        // Typing and scrolling go on between two pages.
        await new Promise((resolve) => setTimeout(resolve));
      }
      return found;
    },
  };
}

/**
 * What of a page are whole lines: a page may end within one. The rest of an ended log counts, and so does a page
 * that is one endless line.
 */
function wholeLines(
  page: LogPage,
  offset: number,
  pageBytes: number,
): { readonly text: string; readonly sizeBytes: number } {
  const all = { text: page.text, sizeBytes: page.next_offset - offset };
  const cut = page.text.lastIndexOf('\n') + 1;
  if (page.complete || cut === page.text.length) return all;
  // A few bytes less than asked for, because a page ends between characters.
  if (cut === 0) return all.sizeBytes >= pageBytes - 8 ? all : { text: '', sizeBytes: 0 };
  const restBytes = encoder.encode(page.text.slice(cut)).length;
  return { text: page.text.slice(0, cut), sizeBytes: all.sizeBytes - restBytes };
}

function splitLines(text: string): string[] {
  if (text === '') return [];
  const lines = text.split('\n');
  if (lines.at(-1) === '') lines.pop();
  return lines;
}
