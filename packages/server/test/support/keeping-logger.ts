import { type Logger, pino } from 'pino';

/** A logger for tests: what it is told is kept, and printed nowhere. */
export function keepingLogger(): { readonly logger: Logger; readonly lines: Record<string, unknown>[] } {
  const lines: Record<string, unknown>[] = [];
  const logger = pino({}, { write: (line: string) => void lines.push(JSON.parse(line)) });
  return { logger, lines };
}
