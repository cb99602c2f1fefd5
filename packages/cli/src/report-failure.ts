import { ApiError, ConnectionError, errorBodyOf, HttpError } from '@trainyard/core';
import { type ExitCode, exitCodes } from './exit-codes.ts';
import { formatFindings, severityPainter } from './findings-text.ts';
import type { Io } from './io.ts';

/** Prints a failure that is not a `CommandFailure`, with what to do, and chooses the exit code. */
export function reportForeignFailure(error: unknown, io: Io): ExitCode {
  if (error instanceof ApiError) return reportApiError(error, io);
  if (error instanceof HttpError) return reportHttpError(error, io);
  if (error instanceof ConnectionError) {
    io.note(
      `${error.message}\nIs the server running ("trainyard serve"), and is --url or TRAINYARD_URL its address?`,
    );
    return exitCodes.later;
  }
  io.note('Trainyard failed in a way that it does not foresee. Please report this, with the lines below.');
  io.note(error instanceof Error ? (error.stack ?? error.message) : String(error));
  return exitCodes.unexpected;
}

/** A failure in one line, with the number of the catalogue where it has one. */
export function describeFailure(error: unknown): string {
  if (error instanceof ApiError)
    return `${error.code} ${errorBodyOf(error)?.error_name ?? ''}: ${error.message}`;
  return error instanceof Error ? error.message : String(error);
}

function reportApiError(error: ApiError, io: Io): ExitCode {
  const body = errorBodyOf(error);
  io.note(describeFailure(error));
  if (error.findings.length > 0)
    io.writeErr(`\n${formatFindings(error.findings, null, severityPainter(io, 'err'))}\n`);
  io.note(`"trainyard explain ${error.code}" says more.`);
  if (error.status >= 500) {
    noteRequestId(body?.request_id, io);
    return exitCodes.later;
  }
  return error.findings.length > 0 ? exitCodes.findings : exitCodes.refused;
}

function reportHttpError(error: HttpError, io: Io): ExitCode {
  io.note(error.message);
  if (error.status === 401) {
    io.note('Make a token with "trainyard token create", and pass it as TRAINYARD_TOKEN or with --token.');
  }
  if (error.status === 429 || error.status >= 500) {
    noteRequestId(errorBodyOf(error)?.request_id, io);
    return exitCodes.later;
  }
  return exitCodes.refused;
}

function noteRequestId(id: string | undefined, io: Io): void {
  if (id) io.note(`The server's log says more under the request id ${id}.`);
}
