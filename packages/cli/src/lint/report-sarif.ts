import { type Finding, type Rule, rules } from '@trainyard/core/preflight';
import { type FoundIn, linesOf } from '../findings-text.ts';
import type { Io } from '../io.ts';
import { markedLength } from '../marked-length.ts';
import { readVersion } from '../version.ts';
import type { LintReport } from './linted-config.ts';

/** The report as SARIF 2.1.0, which code scanners and editors read. Rules link to their pages on the server. */
export function renderSarif({ configs, unread }: LintReport, io: Io): string {
  const descriptors = describeRules(io.env['TRAINYARD_URL'] || 'http://127.0.0.1:8700');
  const ids = descriptors.map(({ id }) => id);
  const run = {
    tool: {
      driver: {
        name: 'trainyard',
        semanticVersion: readVersion(),
        rules: descriptors,
      },
    },
    columnKind: 'utf16CodeUnits',
    invocations: [
      {
        executionSuccessful: unread.length === 0,
        toolExecutionNotifications: unread.map(({ name, reason }) => ({
          level: 'error',
          message: { text: `${name} ${reason}.` },
        })),
      },
    ],
    results: configs.flatMap((config) => config.findings.map((finding) => resultOf(finding, config, ids))),
  };
  const log = { $schema: 'https://json.schemastore.org/sarif-2.1.0.json', version: '2.1.0', runs: [run] };
  return `${JSON.stringify(log, null, 2)}\n`;
}

type Named = Pick<Finding, 'code' | 'name'>;

/** Crashes without a number of their own share a code, so their name makes the difference. */
function idOf({ code, name }: Named): string {
  if (code === null) return name;
  return code === 42299 ? `${code}/${name}` : String(code);
}

/** Names of the two codes that stand beside the config, whose checks are not rules. */
const beside: readonly (Named & Pick<Rule, 'title' | 'why' | 'fix' | 'severity'>)[] = [
  {
    code: 42252,
    name: 'INVALID_GPU_TYPE',
    severity: 'warning',
    title: 'The type of GPU is none that servers offer.',
    why: 'A submission for it is refused.',
    fix: 'Use one of the types that the message lists.',
  },
  {
    code: 42273,
    name: 'INVALID_GPU_COUNT',
    severity: 'error',
    title: 'The number of GPUs is none that can be asked for.',
    why: 'A submission for it is refused.',
    fix: 'Ask for 1 GPU, or for 8 of the type ADA_80_PLUS.',
  },
];

function describeRules(serverUrl: string) {
  const byId = new Map([...rules, ...beside].map((rule) => [idOf(rule), rule]));
  return [...byId].map(([id, { code, name, title, why, fix, severity }]) => ({
    id,
    name,
    shortDescription: { text: title },
    fullDescription: { text: `${title} ${why}` },
    help: { text: `${why} ${fix}` },
    // Warnings of our own have no page.
    ...(code === null ? {} : { helpUri: `${serverUrl.replace(/\/$/, '')}/errors/${code}` }),
    defaultConfiguration: { level: severity },
  }));
}

function resultOf(finding: Finding, config: FoundIn, ids: readonly string[]) {
  const { severity, message, fix, line, column, path } = finding;
  const ruleId = idOf(finding);
  const source = linesOf(config.text)[line - 1] ?? '';
  const length = markedLength(source, column);
  return {
    ruleId,
    ruleIndex: ids.indexOf(ruleId),
    level: severity,
    message: { text: fix === undefined ? message : `${message} ${fix}` },
    locations: [
      {
        physicalLocation: {
          artifactLocation: { uri: uriOf(config.name) },
          region: { startLine: line, startColumn: column, endColumn: column + length },
        },
        ...(path === '' ? {} : { logicalLocations: [{ fullyQualifiedName: path }] }),
      },
    ],
  };
}

/** A path as a reference that stays relative where the path is. */
function uriOf(name: string): string {
  const path = name.split('/').map(encodeURIComponent).join('/');
  return name.startsWith('/') ? `file://${path}` : path;
}
