import { isConfigLine, type LogFact, readLogFacts } from './log-facts.ts';

/** Longest piece of a line that is looked at; the rest of it is skipped. */
const longestPiece = 65_536;
const mostMessageLines = 12;

/** How the trainer explained its end, as far as it did. */
export interface LogEnding {
  /** What follows `Error running job:`; null where the trainer did not say that. */
  error: string | null;
  /** The last exception that was printed with its traceback. */
  exception: { type: string; message: string } | null;
}

/** Reads the output of a trainer as it comes. */
export interface LogReader {
  push(stream: 'stdout' | 'stderr', chunk: string): void;
  ending(): LogEnding;
}

/** Calls `onFact` for everything that the output says, in order within each stream. */
export function createLogReader(runName: string, onFact: (fact: LogFact) => void): LogReader {
  let errorLines: string[] | null = null;
  let isErrorOpen = false;
  let exception: LogEnding['exception'] = null;
  let isTracebackOpen = false;

  const readError = (line: string) => {
    const begin = /Error running job: (.*)/.exec(line)?.[1];
    if (begin !== undefined) {
      errorLines = [begin];
      isErrorOpen = true;
    } else if (isErrorOpen && errorLines !== null) {
      if (/^(?:=+|Error running on_error: .*)$/.test(line) || errorLines.length === mostMessageLines) {
        isErrorOpen = false;
      } else {
        errorLines.push(line);
      }
    }
  };

  const readTraceback = (line: string) => {
    if (line.includes('Traceback (most recent call last):')) {
      isTracebackOpen = true;
      return;
    }
    const found = isTracebackOpen ? /^([A-Za-z_][\w.]*)(?:: (.*))?$/.exec(line) : null;
    if (found === null) return;
    isTracebackOpen = false;
    exception = { type: found[1] ?? '', message: found[2] ?? '' };
  };

  const readLine = (line: string) => {
    if (isConfigLine(line)) return;
    readError(line);
    readTraceback(line);
    for (const fact of readLogFacts(line, runName)) onFact(fact);
  };
  const pieces = { stdout: createPieceCutter(readLine), stderr: createPieceCutter(readLine) };

  return {
    push: (stream, chunk) => pieces[stream](chunk),
    ending: () => ({ error: errorLines === null ? null : errorLines.join('\n').trim(), exception }),
  };
}

/** Cuts at line ends and at carriage returns; a piece without either is held back until one comes. */
function createPieceCutter(onPiece: (piece: string) => void): (chunk: string) => void {
  let open = '';
  let isSkipping = false;
  return (chunk) => {
    const parts = chunk.split(/[\r\n]/);
    parts.forEach((part, index) => {
      const isLast = index === parts.length - 1;
      if (!isSkipping) open += part;
      if (isLast && open.length <= longestPiece) return;
      if (open !== '') onPiece(open.slice(0, longestPiece));
      open = '';
      isSkipping = isLast;
    });
  };
}
