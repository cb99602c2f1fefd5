import type { ErrorEntry } from './entry.ts';
import { jobExamples } from './job-examples.ts';

/** Numbered errors of jobs that do not come from what the config says: nnn51 to nnn99. */
export const jobErrors = [
  {
    code: 40051,
    name: 'INVALID_JOB_ID',
    meaning: 'The job id in the address is not a UUID.',
    where: 'Every call with `{job_id}` in its path.',
    fixes: [
      'Take the `id` exactly as `POST /prod/v1/trainers/ai-toolkit/jobs` answered it.',
      'Check that no other identifier stands in the path, such as a dataset id or the name of the job.',
    ],
    retry: 'after-change',
    example: jobExamples[40051],
  },
  {
    code: 40451,
    name: 'JOB_NOT_FOUND',
    meaning:
      'There is no such job for this account: it never existed, was deleted, or belongs to another account.',
    where: 'Every call with `{job_id}` in its path.',
    fixes: [
      'Check that the token is one of the account that submitted the job.',
      'If the job was deleted, or its submission was never answered with success, submit it again.',
    ],
    retry: 'never',
    example: jobExamples[40451],
  },
  {
    code: 40951,
    name: 'JOB_NAME_CONFLICT',
    meaning: 'The account already has a job of this name.',
    where: '`POST /prod/v1/trainers/ai-toolkit/jobs`',
    fixes: [
      'Give the job a name that no other job of the account has: `config.name` in the YAML (and `meta.name`, where the config repeats it).',
    ],
    retry: 'after-change',
    example: jobExamples[40951],
  },
  {
    code: 42251,
    name: 'INVALID_CONFIG_FORMAT',
    meaning: '`config_file_format` is something else than `yaml`.',
    where:
      '`POST /prod/v1/trainers/ai-toolkit/jobs`, and wherever the config is checked again: edit, resume and validate.',
    fixes: ['Send `"config_file_format": "yaml"` in the request body.'],
    retry: 'after-change',
    example: jobExamples[42251],
  },
  {
    code: 42252,
    name: 'INVALID_GPU_TYPE',
    meaning: '`gpu_type` is none of the types that this installation offers.',
    where:
      '`POST /prod/v1/trainers/ai-toolkit/jobs`, and edit, resume and validate; `POST /prod/v1/trainers/datasets/{dataset_id}/captionings`.',
    fixes: [
      'Use one of the types that the message lists. `ADA_80_PLUS` (H100) and `HOPPER_141` (H200) are known everywhere; an installation adds those of its own GPUs.',
    ],
    retry: 'after-change',
    example: jobExamples[42252],
  },
  {
    code: 42267,
    name: 'INVALID_RESUME_STATE',
    meaning: 'Only a job that is `STOPPED` or `CANCELED` can be resumed, and this one is not.',
    where: '`POST /prod/v1/trainers/ai-toolkit/jobs/{job_id}/resume`',
    fixes: [
      'Look at `status` in `GET /prod/v1/trainers/ai-toolkit/jobs/{job_id}/status`.',
      'Call resume once the job has become `STOPPED` or `CANCELED`. A `FAILED` job is edited first, which makes it `STOPPED`.',
    ],
    retry: 'later',
    example: jobExamples[42267],
  },
  {
    code: 42273,
    name: 'INVALID_GPU_COUNT',
    meaning:
      '`gpu_count` is neither 1 nor 8, or it is 8 with another GPU type than `ADA_80_PLUS` (H100), the only one that can train on several GPUs.',
    where: '`POST /prod/v1/trainers/ai-toolkit/jobs`, and edit, resume and validate.',
    fixes: [
      'Send `"gpu_count": 1` (also what is taken when it is left out), or `"gpu_count": 8` for several GPUs.',
      'With 8, also set `gpu_type` to `ADA_80_PLUS`.',
    ],
    retry: 'after-change',
    example: jobExamples[42273],
  },
  {
    code: 42276,
    name: 'INVALID_EDIT_STATE',
    meaning: 'A job can be edited only while it is not active: `STOPPED`, `CANCELED` or `FAILED`.',
    where: '`POST /prod/v1/trainers/ai-toolkit/jobs/{job_id}/edit`',
    fixes: [
      'Look at `status` in `GET /prod/v1/trainers/ai-toolkit/jobs/{job_id}/status`.',
      'Cancel a job that is `IN_QUEUE` or `RUNNING` with `POST /prod/v1/trainers/ai-toolkit/jobs/{job_id}/cancel`, then edit it.',
    ],
    retry: 'later',
    example: jobExamples[42276],
  },
  {
    code: 42277,
    name: 'CONFIG_NAME_IMMUTABLE',
    meaning: 'An edit cannot rename a job: `config.name` must stay what it was when the job was submitted.',
    where: '`POST /prod/v1/trainers/ai-toolkit/jobs/{job_id}/edit`',
    fixes: [
      'Put the name of the job back into `config.name` (and `meta.name`, where the config repeats it).',
      'For another name, submit the config as a new job.',
    ],
    retry: 'after-change',
    example: jobExamples[42277],
  },
  {
    code: 50051,
    name: 'JOB_INTERNAL_ERROR',
    meaning: 'The server failed in a way that no other code describes while it worked on a job.',
    where: 'Every call under `/prod/v1/trainers/ai-toolkit/jobs`.',
    fixes: [
      'Wait a moment and send the request again.',
      'If it happens again, give the operator of this server the whole answer and the job id; `request_id` finds the cause in the log.',
    ],
    retry: 'later',
    cause:
      'No request causes it: the database cannot be written, most often because its disk is full, or the server has a fault of its own.',
  },
  {
    code: 50052,
    name: 'JOB_CREATE_FAILED',
    meaning: 'The server could not write the new job to its database; no job was made.',
    where: '`POST /prod/v1/trainers/ai-toolkit/jobs`',
    fixes: [
      'Submit the job once more.',
      'If it happens again, give the operator of this server the whole answer and the body that you sent; `request_id` finds the cause in the log.',
    ],
    retry: 'later',
    cause: 'No request causes it: the database cannot be written, most often because its disk is full.',
  },
] as const satisfies readonly ErrorEntry[];
