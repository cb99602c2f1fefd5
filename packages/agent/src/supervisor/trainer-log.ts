import { createWriteStream } from 'node:fs';
import { createLogLines } from '../reporting/log-lines.ts';
import type { Replacement } from '../reporting/redact.ts';

/** Most that is written to the file of one run. */
const mostFileBytes = 256 * 1024 * 1024;
const tailLines = 20;

/** The log of a run: kept in a file of its folder, and passed on line by line. */
export interface TrainerLog {
  write(stream: 'stdout' | 'stderr', chunk: string): void;
  /** A line of the agent itself. */
  note(line: string): void;
  /** The last lines, for a message. */
  tail(): readonly string[];
  /** Passes on what had no line end and closes the file. */
  end(): Promise<void>;
}

/** Begins the log; every line is redacted before it goes anywhere. */
export function createTrainerLog(options: {
  file: string;
  replacements: readonly Replacement[];
  onLine(line: string): void;
}): TrainerLog {
  const streams = {
    stdout: createLogLines(options.replacements),
    stderr: createLogLines(options.replacements),
  };
  const file = createWriteStream(options.file, { flags: 'a', mode: 0o600 });
  // A full disk must not end the run by way of its log; the lines still go to the server.
  let isFileUsable = true;
  file.on('error', () => {
    isFileUsable = false;
  });
  let fileBytes = 0;
  const tail: string[] = [];

  const pass = (line: string) => {
    tail.push(line);
    if (tail.length > tailLines) tail.shift();
    options.onLine(line);
    if (!isFileUsable) return;
    fileBytes += Buffer.byteLength(line) + 1;
    if (fileBytes <= mostFileBytes) {
      file.write(`${line}\n`);
    } else {
      isFileUsable = false;
      file.write(`… the log is longer than ${mostFileBytes} bytes; the rest is left out\n`);
    }
  };

  return {
    write: (stream, chunk) => streams[stream].push(chunk).forEach(pass),
    note: pass,
    tail: () => tail,
    async end() {
      for (const lines of Object.values(streams)) lines.end().forEach(pass);
      await new Promise<void>((resolve) => {
        file.once('close', resolve);
        file.end();
      });
    },
  };
}
