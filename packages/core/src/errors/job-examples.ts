import type { RequestExamples } from './request-example.ts';

const jobs = '/prod/v1/trainers/ai-toolkit/jobs';
const submission = {
  config_file_format: 'yaml',
  config_file: '{YAML text}',
  gpu_type: 'ADA_80_PLUS',
} as const;
const running = 'The job is `RUNNING`.';
const canceled = 'The job is `CANCELED`.';
const canceledLora = 'The job is `CANCELED`, and its name is `my_lora`.';

/** Requests that the errors of jobs are given for, by number. */
export const jobExamples = {
  40051: {
    bad: { method: 'GET', path: `${jobs}/my_lora/status` },
    good: { method: 'GET', path: `${jobs}/{job_id}/status` },
  },
  40451: {
    bad: {
      method: 'GET',
      path: `${jobs}/b5a0b5c0-5b5a-4b5a-8b5a-b5a0b5c0b5a0/status`,
      given: 'The account has no job with this id.',
    },
    good: { method: 'GET', path: `${jobs}/{job_id}/status` },
  },
  40951: {
    bad: {
      method: 'POST',
      path: jobs,
      body: { ...submission, config_file: namedConfig('my_lora') },
      given: 'The account has a job named `my_lora`.',
    },
    good: { method: 'POST', path: jobs, body: { ...submission, config_file: namedConfig('my_lora_2') } },
  },
  42251: {
    bad: { method: 'POST', path: jobs, body: { ...submission, config_file_format: 'json' } },
    good: { method: 'POST', path: jobs, body: submission },
  },
  42252: {
    bad: {
      method: 'POST',
      path: jobs,
      body: { ...submission, gpu_type: 'TURING_16' },
      given: 'The installation does not offer this type.',
    },
    good: { method: 'POST', path: jobs, body: submission },
  },
  42267: {
    bad: { method: 'POST', path: `${jobs}/{job_id}/resume`, body: {}, given: running },
    good: { method: 'POST', path: `${jobs}/{job_id}/resume`, body: {}, given: canceled },
  },
  42273: {
    bad: { method: 'POST', path: jobs, body: { ...submission, gpu_count: 4 } },
    good: { method: 'POST', path: jobs, body: { ...submission, gpu_count: 1 } },
  },
  42276: {
    bad: { method: 'POST', path: `${jobs}/{job_id}/edit`, body: editTo('my_lora'), given: running },
    good: { method: 'POST', path: `${jobs}/{job_id}/edit`, body: editTo('my_lora'), given: canceledLora },
  },
  42277: {
    bad: { method: 'POST', path: `${jobs}/{job_id}/edit`, body: editTo('better_lora'), given: canceledLora },
    good: { method: 'POST', path: `${jobs}/{job_id}/edit`, body: editTo('my_lora'), given: canceledLora },
  },
} as const satisfies Readonly<Record<number, RequestExamples>>;

function editTo(name: string): Readonly<Record<string, unknown>> {
  return { config_file_format: 'yaml', config_file: namedConfig(name) };
}

function namedConfig(name: string): string {
  return `{YAML text with config.name: ${name}}`;
}
