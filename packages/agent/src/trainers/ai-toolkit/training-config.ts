import type { Assignment } from '@trainyard/core';
import { toPrivatePaths } from '../../config/private-paths.ts';
import { hideSecrets, redactText } from '../../reporting/redact.ts';
import type { RunFolders } from '../../supervisor/run-folders.ts';

type Fields = Record<string, unknown>;

/** Process types that are the same training, but without a control row. */
const sameTraining: ReadonlySet<unknown> = new Set(['sd_trainer', 'ui_trainer', 'textual_inversion_trainer']);

/** How often the trainer writes its speed into the control row, in steps. */
const speedEvery = 10;

/**
 * The config that the trainer reads: private paths, the name under which it knows the run, its control
 * database and its record of the losses. What users set stays, except where the trainer would trip over it.
 */
export function toTrainingConfig(
  assignment: Pick<Assignment, 'config' | 'job_name' | 'secrets' | 'resume_from'>,
  folders: Pick<RunFolders, 'output' | 'datasets'>,
  run: { name: string; controlFile: string },
): Fields {
  const config = toPrivatePaths(withJobName(assignment.config, assignment.job_name), folders) as Fields;
  const inner = fieldsOf(config['config']);
  const processes = Array.isArray(inner['process']) ? inner['process'] : [];
  return {
    ...config,
    // The trainer writes it into every file of weights, and those are handed around.
    ...(config['meta'] !== undefined && { meta: withoutSecrets(config['meta'], assignment.secrets) }),
    config: {
      ...inner,
      name: run.name,
      process: processes.map((process) =>
        toTrainingProcess(fieldsOf(process), folders, { ...run, isResumed: assignment.resume_from !== null }),
      ),
    },
  };
}

/**
 * The config as text. The trainer replaces every `${NAME}` in the text, before it parses it, by a variable of
 * its environment; with the dollar sign written as an escape there is nothing to replace.
 */
export function formatTrainingConfig(config: Fields): string {
  return JSON.stringify(config, null, 1).replaceAll('$', '\\u0024');
}

function toTrainingProcess(
  process: Fields,
  folders: Pick<RunFolders, 'output'>,
  run: { controlFile: string; isResumed: boolean },
): Fields {
  const { name: _folderName, ...rest } = process;
  return {
    ...rest,
    ...(run.isResumed && process['train'] !== undefined && { train: withoutStartStep(process['train']) }),
    type: sameTraining.has(process['type']) ? 'diffusion_trainer' : process['type'],
    training_folder: folders.output,
    sqlite_db_path: run.controlFile,
    performance_log_every: speedEvery,
    logging: { ...fieldsOf(process['logging']), use_ui_logger: true, log_every: 1 },
    ...(process['sample'] !== undefined && { sample: withNegativePrompt(process['sample']) }),
    ...(process['first_sample'] !== undefined && {
      first_sample: withNegativePrompt(process['first_sample']),
    }),
  };
}

/** With a step to start from, the trainer would count from there and not from that of its checkpoint. */
function withoutStartStep(train: unknown): unknown {
  const { start_step: _step, ...rest } = fieldsOf(train);
  return rest;
}

/** Without `neg` the trainer hands `False` to tokenizers, which refuse it at the first sample. */
function withNegativePrompt(sample: unknown): unknown {
  if (typeof sample !== 'object' || sample === null) return sample;
  const fields = sample as Fields;
  return typeof fields['neg'] === 'string' ? fields : { ...fields, neg: '' };
}

/** Does what the trainer would do with `[name]`, which may know the run under another name. */
function withJobName(value: unknown, jobName: string): unknown {
  return mapTexts(value, (text) => text.replaceAll('[name]', jobName));
}

function withoutSecrets(value: unknown, secrets: Assignment['secrets']): unknown {
  const replacements = hideSecrets(secrets);
  return mapTexts(value, (text) => redactText(text, replacements));
}

/** A copy in which every text, at whatever depth, is replaced. */
function mapTexts(value: unknown, change: (text: string) => string): unknown {
  if (typeof value === 'string') return change(value);
  if (Array.isArray(value)) return value.map((item) => mapTexts(item, change));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, mapTexts(item, change)]));
}

function fieldsOf(value: unknown): Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : {};
}
