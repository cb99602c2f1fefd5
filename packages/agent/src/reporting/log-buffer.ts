/** Log text waiting to be sent, bounded by leaving out the oldest lines. */
export interface LogBuffer {
  add(line: string): void;
  isEmpty(): boolean;
  /** Up to `maxBytes` of whole lines, each with its line end; '' where nothing is due. */
  take(maxBytes: number): string;
  /** From now on lines are no longer held back for the end. */
  finish(): void;
}

/** Bounds of the log text of one run. */
export interface LogLimits {
  /** Most that waits for the server. */
  pendingBytes: number;
  /** Most that is sent while the run goes on; after that only the last lines are kept, and sent at its end. */
  totalBytes: number;
  /** What is kept of the end, once the total is used up. */
  tailBytes: number;
}

/** A gigabyte a day for a trainer that prints without pause would help nobody; the end of a log always does. */
export const defaultLogLimits: LogLimits = {
  pendingBytes: 512 * 1024,
  totalBytes: 32 * 1024 * 1024,
  tailBytes: 64 * 1024,
};

/** An empty buffer. What is left out is counted and said in a line of its own. */
export function createLogBuffer(limits: LogLimits = defaultLogLimits): LogBuffer {
  let lines: string[] = [];
  let first = 0;
  let pendingBytes = 0;
  let sentBytes = 0;
  let leftOutBytes = 0;
  let isFinished = false;

  const isUsedUp = () => !isFinished && sentBytes >= limits.totalBytes;
  const shift = (): string | undefined => {
    const line = lines[first];
    if (line === undefined) return undefined;
    first += 1;
    pendingBytes -= Buffer.byteLength(line) + 1;
    if (first > 1000 && first * 2 > lines.length) {
      lines = lines.slice(first);
      first = 0;
    }
    return line;
  };

  return {
    add(line) {
      lines.push(line);
      pendingBytes += Buffer.byteLength(line) + 1;
      const limit = isUsedUp() ? limits.tailBytes : limits.pendingBytes;
      while (pendingBytes > limit) {
        const dropped = shift();
        if (dropped === undefined) break;
        leftOutBytes += Buffer.byteLength(dropped) + 1;
      }
    },
    isEmpty: () => isUsedUp() || (pendingBytes === 0 && leftOutBytes === 0),
    take(maxBytes) {
      if (isUsedUp()) return '';
      let text = leftOutBytes > 0 ? `… ${leftOutBytes} bytes left out\n` : '';
      leftOutBytes = 0;
      let takenBytes = 0;
      for (let next = lines[first]; next !== undefined; next = lines[first]) {
        const lineBytes = Buffer.byteLength(next) + 1;
        if (takenBytes > 0 && takenBytes + lineBytes > maxBytes) break;
        takenBytes += lineBytes;
        text += `${shift()}\n`;
      }
      sentBytes += takenBytes;
      return text;
    },
    finish() {
      isFinished = true;
    },
  };
}
