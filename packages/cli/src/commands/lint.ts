import { collectReferences, compareFindings, type Facts, lint } from '@trainyard/core/preflight';
import { gpuCountOption } from '../client/job-arguments.ts';
import { defineCommand } from '../command.ts';
import { exitCodes } from '../exit-codes.ts';
import { UsageFailure } from '../failure.ts';
import type { Io } from '../io.ts';
import { loadFolderFacts, noFolderFacts, readFolderOptions } from '../lint/folder-facts.ts';
import { gpuFindings } from '../lint/gpu-findings.ts';
import { readInstallation } from '../lint/installation.ts';
import type { LintedConfig, LintReport, UnreadConfig } from '../lint/linted-config.ts';
import { type ReadConfig, readConfigs } from '../lint/read-configs.ts';

const formats = ['pretty', 'json', 'github', 'sarif'] as const;

/** Each format by its name, loaded only when it is asked for. */
const renderers: Readonly<
  Record<(typeof formats)[number], () => Promise<(report: LintReport, io: Io) => string>>
> = {
  pretty: async () => (await import('../lint/report-pretty.ts')).renderPretty,
  json: async () => (await import('../lint/report-json.ts')).renderJson,
  github: async () => (await import('../lint/report-github.ts')).renderGithub,
  sarif: async () => (await import('../lint/report-sarif.ts')).renderSarif,
};

export const command = defineCommand({
  name: 'lint',
  summary: 'Check configs as a submission would, without a server.',
  details: [
    'Exit code 0: no config has an error. 1: one has. 2: a file could not be read, or the command line is not right.',
    'A Hugging Face token counts as known where HF_TOKEN or TRAINYARD_HF_TOKEN is set; it is not sent anywhere. Rules that need to know the files of datasets say nothing of a config without --dataset.',
  ],
  args: {
    file: {
      summary: 'Configs: paths, patterns such as "configs/**/*.yaml", or - for standard input.',
      many: true,
    },
  },
  options: {
    dataset: {
      kind: 'text',
      value: 'NAME=FOLDER',
      many: true,
      summary: 'A folder that stands for the dataset of that name; its files are read as if uploaded.',
    },
    gpuType: {
      kind: 'text',
      value: 'TYPE',
      summary: 'The GPU type that the jobs would be submitted for.',
    },
    gpuCount: gpuCountOption,
    format: {
      kind: 'text',
      value: 'FORMAT',
      choices: formats,
      summary: 'How findings are written.',
      defaultText: 'pretty',
    },
    fix: {
      kind: 'flag',
      summary: 'Make the changes that are safe to make, in the files; comments and layout stay.',
    },
    maxWarnings: {
      kind: 'number',
      value: 'N',
      min: 0,
      max: 1_000_000,
      summary: 'Exit with 1 also when there are more warnings than this.',
    },
    rule: {
      kind: 'text',
      value: 'RULE=VALUE',
      many: true,
      summary:
        'Let a rule count for less, by code or name: 42263=warning. Values are error, warning, off and auto.',
      env: 'TRAINYARD_RULES',
    },
    trainerVersion: {
      kind: 'text',
      value: 'VERSION',
      summary: 'Version of AI Toolkit that would train, such as 0.12.26; rules set to auto follow it.',
      env: 'TRAINYARD_TRAINER_VERSION',
    },
    modelFolder: {
      kind: 'text',
      value: 'FOLDER',
      many: true,
      summary: 'A folder on the GPU machines that holds models, so that configs may name paths in it.',
      env: 'TRAINYARD_MODEL_FOLDERS',
    },
    allowHubPush: {
      kind: 'flag',
      summary: 'The server allows pushing to the Hugging Face hub.',
      env: 'TRAINYARD_ALLOW_HUB_PUSH',
    },
    allowTrackers: {
      kind: 'flag',
      summary: 'The server allows trackers such as Weights & Biases.',
      env: 'TRAINYARD_ALLOW_TRACKERS',
    },
  },
  examples: [
    'lint dogs.yaml',
    'lint dogs.yaml --dataset dogs=./dogs --fix',
    'lint "configs/**/*.yaml" --format github',
  ],
  async run({ args, options }, io) {
    if (args.file.length === 0) throw new UsageFailure(['FILE... is needed.'], 'lint');
    if (options.fix && args.file.includes('-')) {
      throw new UsageFailure(['--fix changes files, and standard input is none.'], 'lint');
    }
    const installation = readInstallation(options, io);
    const folders = await readFolderOptions(options.dataset, io);
    const { configs, unread } = await readConfigs(args.file, io);
    const known =
      folders.size === 0
        ? noFolderFacts
        : await loadFolderFacts(
            folders,
            configs.map(({ text }) => collectReferences(text)),
            io,
          );
    const facts: Facts = { ...known, account: { hfToken: Boolean(io.env['HF_TOKEN']) }, installation };
    const beside = gpuFindings(options.gpuType, options.gpuCount);

    const linted: LintedConfig[] = [];
    const failures: UnreadConfig[] = [...unread];
    for (const config of configs) {
      const outcome = options.fix ? await fixFile(config, facts, failures) : lintText(config, facts);
      const findings = [...beside, ...outcome.findings].sort(compareFindings);
      const accepted = findings.every(({ severity }) => severity !== 'error');
      linted.push({ ...outcome, findings, accepted });
    }

    const format = formats.find((each) => each === options.format) ?? 'pretty';
    const render = await renderers[format]();
    io.writeOut(render({ configs: linted, unread: failures }, io));
    for (const { name, reason } of failures) io.note(`${name} ${reason}.`);
    if (failures.length > 0) return exitCodes.usage;
    if (linted.some(({ accepted }) => !accepted)) return exitCodes.findings;
    return hasTooManyWarnings(linted, options.maxWarnings, io) ? exitCodes.findings : exitCodes.done;
  },
});

function lintText({ name, text }: ReadConfig, facts: Facts): LintedConfig {
  const { findings, accepted } = lint(text, facts);
  return { name, text, findings, accepted, fixed: [] };
}

/** A file that cannot be written is reported as it is, among `failures` too. */
async function fixFile(config: ReadConfig, facts: Facts, failures: UnreadConfig[]): Promise<LintedConfig> {
  const { fixConfig, replaceText } = await import('../lint/fix-config.ts');
  const { text, result, changes } = fixConfig(config.text, facts);
  if (config.path === null || changes.length === 0) return lintText(config, facts);
  try {
    await replaceText(config.path, text);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    failures.push({ name: config.name, reason: `cannot be written (${reason})` });
    return lintText(config, facts);
  }
  return { name: config.name, text, findings: result.findings, accepted: result.accepted, fixed: changes };
}

function hasTooManyWarnings(configs: readonly LintedConfig[], most: number | undefined, io: Io): boolean {
  const warnings = configs
    .flatMap(({ findings }) => findings)
    .filter(({ severity }) => severity === 'warning');
  if (most === undefined || warnings.length <= most) return false;
  io.note(`There are ${warnings.length} warnings, more than the ${most} of --max-warnings.`);
  return true;
}
