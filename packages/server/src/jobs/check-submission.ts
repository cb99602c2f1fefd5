import { ApiError, type Finding, isEnded } from '@trainyard/core';
import type { AcceptedConfig } from './check-config.ts';
import { isNameTaken } from './config-facts.ts';
import { findJob } from './find-job.ts';
import { inContractOrder, requestFinding } from './finding-order.ts';
import type { JobOptions } from './job-options.ts';
import type { JobRow } from './job-row.ts';
import { checkConfigFormat, checkGpuFields, type GpuChoice, type GpuFields, show } from './request-fields.ts';

/** The body of submit, edit and validate: every field is open until it was checked. */
export interface SubmissionBody extends GpuFields {
  readonly config_file_format?: unknown;
  readonly config_file?: unknown;
}

/** A submission that was looked at. */
export interface CheckedSubmission {
  /** In the order of the contract. */
  readonly findings: readonly Finding[];
  readonly gpu: GpuChoice;
  /** `config.name`, where it could be read. */
  readonly name: string | null;
  /** Null when the config has an error. */
  readonly config: AcceptedConfig | null;
}

/** What a config is checked for: a job to be made, or a change of one that exists. */
export type SubmissionPurpose =
  | { readonly kind: 'submit' }
  | { readonly kind: 'edit'; readonly jobId: string };

type Needed = Pick<JobOptions, 'db' | 'gpuOffers' | 'trainer' | 'checkConfig'>;

/** Checks a whole submission and returns everything found; stores nothing. */
export async function checkSubmission(
  options: Needed,
  accountId: string,
  body: SubmissionBody,
  purpose: SubmissionPurpose,
): Promise<CheckedSubmission> {
  const job = purpose.kind === 'edit' ? await findOrNull(options, accountId, purpose.jobId) : null;
  const gpu = checkGpuFields(body, {
    offers: await options.gpuOffers(),
    trainer: options.trainer,
    ...(purpose.kind === 'edit' && { current: currentChoice(job) }),
  });
  // An edit that says nothing about GPUs is not refused for those that the job was given long ago.
  const saysGpu = body.gpu_type !== undefined || body.gpu_count !== undefined || body.gpu_id !== undefined;
  const gpuFindings = purpose.kind === 'submit' || (saysGpu && job !== null) ? gpu.findings : [];
  const text = body.config_file;
  const checked =
    typeof text === 'string'
      ? await options.checkConfig(accountId, text, { hfTokenStored: false })
      : { findings: [notText(text)], name: null, accepted: null };
  const nameFindings =
    purpose.kind === 'edit'
      ? editFindings(purpose.jobId, job, checked.name)
      : await nameTaken(options, accountId, checked.name);
  return {
    findings: inContractOrder([
      ...checkConfigFormat(body.config_file_format),
      ...gpuFindings,
      ...nameFindings,
      ...checked.findings,
    ]),
    gpu: gpu.choice,
    name: checked.name,
    config: checked.accepted,
  };
}

/** The finding and refusal of a name that another job of the account has. */
export function nameConflict(name: string): Finding {
  return requestFinding(
    40951,
    'config.name',
    `You have a job called "${name}" already.`,
    'Choose another config.name, or delete the other job.',
  );
}

async function nameTaken(options: Needed, accountId: string, name: string | null): Promise<Finding[]> {
  return name !== null && (await isNameTaken(options, accountId, name)) ? [nameConflict(name)] : [];
}

async function findOrNull(options: Needed, accountId: string, jobId: string): Promise<JobRow | null> {
  try {
    return await findJob(options.db.query, accountId, jobId);
  } catch (error) {
    // A job that is not there takes its place in the order of the findings.
    if (error instanceof ApiError && error.code === 40451) return null;
    throw error;
  }
}

function editFindings(jobId: string, job: JobRow | null, name: string | null): Finding[] {
  if (job === null) return [requestFinding(40451, '', `There is no job ${jobId.toLowerCase()}.`)];
  const findings: Finding[] = [];
  if (!isEnded(job.status)) {
    const message = `The job is ${job.status}; it can be edited once it is STOPPED, CANCELED or FAILED.`;
    findings.push(requestFinding(42276, '', message, 'Cancel the job, then edit it.'));
  }
  if (name !== null && name !== job.name) {
    const message = `config.name is "${name}", but the job is called "${job.name}" and cannot be renamed.`;
    findings.push(requestFinding(42277, 'config.name', message, `Set config.name to "${job.name}".`));
  }
  return findings;
}

function currentChoice(job: JobRow | null): GpuChoice {
  return { gpuType: job?.gpu_type ?? '', gpuCount: job?.gpu_count ?? 1, gpuId: job?.gpu_id ?? null };
}

function notText(value: unknown): Finding {
  const message =
    value === undefined
      ? 'config_file is missing; send the YAML as a text.'
      : `config_file is ${show(value)}; send the YAML as a text.`;
  return requestFinding(42253, 'config_file', message);
}
