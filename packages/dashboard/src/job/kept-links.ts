import type { Answer } from '../api/types.ts';

type Result = Answer<'getJobResult'>;

/** What a job made, with links that stay the same from one answer to the next. */
export interface KeptResult extends Result {
  readonly runNumber: number;
  /** When its oldest link was made, in milliseconds. */
  readonly linkedAtMs: number;
}

/** Links are good for much longer; a picture is loaded again when its link changes. */
export const linkAgeMs = 15 * 60_000;

/**
 * Puts the earlier links of the same samples into a new answer, so that pictures are not loaded anew. Links that
 * grow old, and those of another run, which makes its samples again, are left.
 */
export function keepLinks(
  before: KeptResult | undefined,
  answer: Result,
  now: { readonly runNumber: number; readonly atMs: number },
): KeptResult {
  const fresh = { ...answer, runNumber: now.runNumber, linkedAtMs: now.atMs };
  if (before === undefined || before.runNumber !== now.runNumber) return fresh;
  if (now.atMs - before.linkedAtMs > linkAgeMs) return fresh;
  const known = new Map(before.artifacts.samples.map((sample) => [nameOf(sample), sample.path]));
  const samples = answer.artifacts.samples.map((sample) => ({
    ...sample,
    path: known.get(nameOf(sample)) ?? sample.path,
  }));
  return { ...fresh, linkedAtMs: before.linkedAtMs, artifacts: { ...answer.artifacts, samples } };
}

type Sample = Result['artifacts']['samples'][number];

function nameOf({ path, step, index }: Sample): string {
  return `${step}/${index}/${fileNameOf(path)}`;
}

/** The name of the file behind a signed link. */
export function fileNameOf(path: string): string {
  const last = new URL(path, 'http://localhost').pathname.split('/').at(-1) ?? '';
  try {
    return decodeURIComponent(last);
  } catch {
    return last;
  }
}
