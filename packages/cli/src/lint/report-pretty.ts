import { countFindings, formatFindings, severityPainter } from '../findings-text.ts';
import type { Io } from '../io.ts';
import type { LintReport } from './linted-config.ts';

/** The report for a person: what was fixed, each finding with its line, and a last line that sums up. */
export function renderPretty({ configs }: LintReport, io: Io): string {
  const parts: string[] = [];
  for (const config of configs) {
    const { name, findings, fixed } = config;
    if (fixed.length > 0) parts.push(fixed.map((change) => `${name}: ${change}`).join('\n'));
    if (findings.length > 0) parts.push(formatFindings(findings, config, severityPainter(io, 'out')));
  }
  if (configs.length > 0) {
    const counted = `${configs.length} config${configs.length === 1 ? '' : 's'}`;
    parts.push(`${counted}: ${countFindings(configs.flatMap(({ findings }) => findings))}.`);
  }
  return parts.map((part) => `${part}\n`).join('\n');
}
