import type { Answer } from '../api/types.ts';
import type { Draft } from './draft.ts';

type GpusOfJob = Pick<Answer<'getJobConfig'>, 'gpu_type' | 'gpu_count' | 'gpu_id'>;

/** A draft of `text` with the GPUs of a job that is there. */
export function draftOf(job: GpusOfJob, text: string): Draft {
  return { text, gpuType: job.gpu_type, gpuCount: job.gpu_count, gpuId: job.gpu_id };
}

/** True where nothing was changed. */
export function isSameDraft(one: Draft, other: Draft): boolean {
  return (
    one.text === other.text &&
    one.gpuType === other.gpuType &&
    one.gpuCount === other.gpuCount &&
    one.gpuId === other.gpuId
  );
}
