import type { Answer } from '../api/types.ts';
import type { Tone } from '../ui/badge.tsx';

/** A GPU as the API describes it. */
export type Gpu = Answer<'listGpus'>['gpus'][number];

/** The state of a GPU in a word, its colour, and what it means. */
export function describeGpuState(gpu: Pick<Gpu, 'state' | 'reason'>): {
  readonly label: string;
  readonly tone: Tone;
  readonly note: string | null;
} {
  switch (gpu.state) {
    case 'free':
      return { label: 'Free', tone: 'success', note: null };
    case 'leased':
      return { label: 'In use', tone: 'accent', note: null };
    case 'foreign':
      return {
        label: 'Taken',
        tone: 'warning',
        note: gpu.reason ?? 'A program that Trainyard did not start is using it.',
      };
    case 'gone':
      return { label: 'Gone', tone: 'danger', note: gpu.reason ?? 'The driver does not answer for it.' };
  }
}

/** The GPUs of a job by the names that people give them: `ADA_80_PLUS #1, #2`. */
export function gpuWords(
  job: { readonly gpu_type: string; readonly gpu_ids: readonly string[] },
  gpus: readonly Pick<Gpu, 'id' | 'gpu_id'>[],
): string {
  const names = job.gpu_ids.flatMap((id) => gpus.find((gpu) => gpu.id === id)?.gpu_id ?? []);
  return [job.gpu_type, names.join(', ')].join(' ').trim();
}

/** How much of a whole is used, 0 to 100; null where either is not known. */
export function percentOf(used: number | null, total: number | null): number | null {
  if (used === null || total === null || total <= 0) return null;
  return Math.min(100, Math.max(0, (used / total) * 100));
}
