import type { LintReport } from './linted-config.ts';

/**
 * The report for programs: one document of a shape that only grows. Findings are those of the API's
 * `POST …/jobs/validate`.
 */
export function renderJson({ configs, unread }: LintReport): string {
  const all = configs.flatMap(({ findings }) => findings);
  const report = {
    version: 1,
    errors: all.filter(({ severity }) => severity === 'error').length,
    warnings: all.filter(({ severity }) => severity === 'warning').length,
    configs: configs.map(({ name, accepted, findings, fixed }) => ({
      file: name,
      accepted,
      findings,
      fixed,
    })),
    unread: unread.map(({ name, reason }) => ({ file: name, reason })),
  };
  return `${JSON.stringify(report, null, 2)}\n`;
}
