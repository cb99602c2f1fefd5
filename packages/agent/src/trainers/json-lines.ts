/** A longer line is no event. */
const longestLine = 1024 * 1024;

/** Cuts chunks into lines; what is too long for an event is given as it comes. */
export interface LineCutter {
  push(chunk: string): void;
  /** Gives the rest, which had no line end. */
  end(): void;
}

/** Calls `onLine` for each whole line, without its end. */
export function createLineCutter(onLine: (line: string) => void): LineCutter {
  let open = '';
  return {
    push(chunk) {
      const lines = (open + chunk).split('\n');
      open = lines.pop() ?? '';
      lines.forEach(onLine);
      if (open.length > longestLine) {
        onLine(open);
        open = '';
      }
    },
    end() {
      if (open !== '') onLine(open);
      open = '';
    },
  };
}
