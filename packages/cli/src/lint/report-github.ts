import { relative, resolve } from 'node:path';
import type { Finding } from '@trainyard/core/preflight';
import type { Io } from '../io.ts';
import type { LintReport } from './linted-config.ts';

/** The report as commands of GitHub workflows, which shows findings at their lines of a pull request. */
export function renderGithub({ configs, unread }: LintReport, io: Io): string {
  const lines = configs.flatMap(({ name, findings }) =>
    findings.map((finding) => annotation(fileOf(name, io), finding)),
  );
  lines.push(
    ...unread.map(({ name, reason }) =>
      command('error', { file: fileOf(name, io), title: 'trainyard lint' }, `${name} ${reason}.`),
    ),
  );
  return lines.map((line) => `${line}\n`).join('');
}

function annotation(file: string | null, finding: Finding): string {
  const { severity, line, column, code, name, message, fix } = finding;
  const title = [code, name].filter((part) => part !== null).join(' ');
  const text = fix === undefined ? message : `${message}\n${fix}`;
  return command(severity, { file, line: String(line), col: String(column), title }, text);
}

function command(
  kind: 'error' | 'warning',
  properties: Readonly<Record<string, string | null>>,
  message: string,
): string {
  const written = Object.entries(properties).flatMap(([key, value]) =>
    value === null ? [] : [`${key}=${escapeProperty(value)}`],
  );
  return `::${kind} ${written.join(',')}::${escapeData(message)}`;
}

/** GitHub wants paths from the root of the checkout. */
function fileOf(name: string, io: Io): string | null {
  if (name === '<stdin>') return null;
  const workspace = io.env['GITHUB_WORKSPACE'];
  const inside = workspace === undefined ? '..' : relative(workspace, resolve(io.cwd, name));
  return inside.startsWith('..') ? name : inside;
}

function escapeData(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
