import type { Finding, Severity } from '@trainyard/core';
import type { Io } from './io.ts';
import { markedLength } from './marked-length.ts';
import { paint } from './style.ts';

/** The config that findings are about. */
export interface FoundIn {
  /** The file's name as the person gave it. */
  readonly name: string;
  readonly text: string;
}

type PaintSeverity = (severity: Severity) => string;

/** Severities in the colours of a terminal, for standard output or standard error. */
export function severityPainter(io: Io, target: 'out' | 'err'): PaintSeverity {
  return (severity) => paint(io, target, severity === 'error' ? 'red' : 'yellow', severity);
}

/**
 * Findings for a terminal: `name:line:column severity CODE NAME message`, with the line of the config and what
 * to do about it. Without the config's text only line and column are shown.
 */
export function formatFindings(
  findings: readonly Finding[],
  config: FoundIn | null,
  paintSeverity: PaintSeverity,
): string {
  const lines = config === null ? [] : linesOf(config.text);
  return findings
    .map((finding) => {
      const place = [config?.name ?? 'config', finding.line, finding.column].join(':');
      const severity = paintSeverity(finding.severity);
      const label = [finding.code, finding.name].filter((part) => part !== null).join(' ');
      const parts = [`${place} ${severity} ${label} ${printable(finding.message)}`];
      const source = lines[finding.line - 1];
      if (source !== undefined && source.trim() !== '') parts.push(...excerpt(source, finding));
      if (finding.fix !== undefined) parts.push(`  fix: ${finding.fix}`);
      return parts.join('\n');
    })
    .join('\n\n');
}

/** The lines of a text, as findings count them and their columns. */
export function linesOf(text: string): string[] {
  return text.replace(/^\ufeff/, '').split(/\r\n|\r|\n/);
}

/** What a config says must not command the terminal. */
function printable(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is taken out
  return text.replaceAll(/[\u0000-\u001f\u007f-\u009f]/g, ' ');
}

const maxSourceChars = 120;

/** The line of the config with marks under what the finding is about; of a long line only what is around it. */
function excerpt(source: string, { line, column }: Finding): string[] {
  const number = String(line).padStart(5);
  const from = column > maxSourceChars ? column - maxSourceChars / 2 : 0;
  const cut = source.slice(from, from + maxSourceChars);
  const before = from > 0 ? '…' : '';
  const shown = `${before}${cut}${from + maxSourceChars < source.length ? '…' : ''}`;
  const rows = [`${number} | ${printable(shown)}`];
  const start = column - 1 - from + before.length;
  const length = Math.min(markedLength(source, column), Math.max(1, shown.length - start));
  if (column <= source.length) rows.push(`${' '.repeat(5)} | ${' '.repeat(start)}${'^'.repeat(length)}`);
  return rows;
}

/** `2 errors, 1 warning`. */
export function countFindings(findings: readonly Finding[]): string {
  const errors = findings.filter(({ severity }) => severity === 'error').length;
  const warnings = findings.length - errors;
  const parts = [
    errors > 0 ? `${errors} error${errors === 1 ? '' : 's'}` : '',
    warnings > 0 ? `${warnings} warning${warnings === 1 ? '' : 's'}` : '',
  ].filter((part) => part !== '');
  return parts.length === 0 ? 'no findings' : parts.join(', ');
}
