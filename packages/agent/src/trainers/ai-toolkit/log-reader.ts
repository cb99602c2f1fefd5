import { isConfigLine, type LogFact, readLogFacts } from './log-facts.ts';

/** Longest piece of a line that is looked at; the rest of it is skipped. */
const longestPiece = 65_536;
const mostMessageLines = 12;

/** What a launcher of several processes, or one of them that lost the others, says of somebody else's end. */
const aftermath =
  /^(?:torch\.distributed\.|subprocess\.CalledProcessError$)|^(?:ChildFailedError|SignalException|DistBackendError|DistNetworkError)$/;

/** How the trainer explained its end, as far as it did. */
export interface LogEnding {
  /** What follows `Error running job:`; null where the trainer did not say that. */
  error: string | null;
  /** The last exception that was printed with its traceback, unless the trainer got over it. */
  exception: { type: string; message: string } | null;
  /** The signal that ended a process of the trainer's own, such as a loader of data or one of eight; else null. */
  partSignal: string | null;
}

type Stream = 'stdout' | 'stderr';

/** Reads the output of a trainer as it comes. */
export interface LogReader {
  push(stream: Stream, chunk: string): void;
  ending(): LogEnding;
}

/** Calls `onFact` for everything that the output says, in order within each stream. */
export function createLogReader(runName: string, onFact: (fact: LogFact) => void): LogReader {
  let errorLines: string[] | null = null;
  /** The stream in which the error may go on. */
  let errorStream: Stream | null = null;
  let exception: LogEnding['exception'] = null;
  let consequence: LogEnding['exception'] = null;
  let isTracebackOpen = false;
  let partSignal: string | null = null;

  const readError = (line: string, stream: Stream) => {
    const begin = /Error running job: (.*)/.exec(line)?.[1];
    if (begin !== undefined) {
      errorLines = [begin];
      errorStream = stream;
    } else if (errorStream === stream && errorLines !== null) {
      if (/^(?:=+|Error running on_error: .*)$/.test(line) || errorLines.length === mostMessageLines) {
        errorStream = null;
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
    const thrown = { type: found[1] ?? '', message: found[2] ?? '' };
    if (aftermath.test(thrown.type)) consequence = thrown;
    else exception = thrown;
  };

  const readLine = (stream: Stream) => (line: string) => {
    if (isConfigLine(line)) return;
    readError(line, stream);
    for (const fact of readLogFacts(line, runName)) {
      // What it could not read of the dataset it has left out: that is not what it ends of.
      if (fact.type === 'images_found') exception = null;
      onFact(fact);
    }
    readTraceback(line);
    partSignal = readPartSignal(line) ?? partSignal;
  };
  const pieces = {
    stdout: createPieceCutter(readLine('stdout')),
    stderr: createPieceCutter(readLine('stderr')),
  };

  return {
    push: (stream, chunk) => pieces[stream](chunk),
    ending: () => ({
      error: errorLines === null ? null : errorLines.join('\n').trim(),
      exception: exception ?? (partSignal === null ? consequence : null),
      partSignal,
    }),
  };
}

/** As the launcher of several processes says it, and as a process says it of those that load its data. */
function readPartSignal(line: string): string | null {
  const named = /Signal \d+ \((SIG[A-Z]+)\) received by PID \d+/.exec(line)?.[1];
  if (named !== undefined) return named;
  return /is killed by signal: Killed\b/.test(line) ? 'SIGKILL' : null;
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
