import { statfs } from 'node:fs/promises';
import type { Finding } from '@trainyard/core';
import type { DiskForecast } from './forecast.ts';

/** What is left for the database and everything else, whatever a run needs. */
const reserveBytes = 1_000_000_000;

/** Bytes that can be written below this folder; the folder must exist. */
export async function freeBytes(folder: string): Promise<number> {
  const { bavail, bsize } = await statfs(folder);
  return bavail * bsize;
}

/**
 * Why a run that writes at least so much cannot be started with so much free; null where it can, and where
 * nothing is known of the run.
 */
export function diskObstacle(neededBytes: number | null, free: number): string | null {
  if (neededBytes === null || free >= neededBytes + reserveBytes) return null;
  return `The disk is too full: the run writes at least ${gigabytes(neededBytes)}, and ${gigabytes(free)} are free, of which ${gigabytes(reserveBytes)} are kept for the server. It starts when there is room: delete jobs that are no longer needed, or keep fewer checkpoints (save.max_step_saves_to_keep).`;
}

function gigabytes(bytes: number): string {
  return `${(bytes / 1e9).toFixed(1)} GB`;
}

/** The warning that a run may not find room for all that it makes; none where it will. */
export function diskFindings({ certainBytes, likelyBytes }: DiskForecast, free: number): readonly Finding[] {
  const obstacle = diskObstacle(certainBytes, free);
  if (obstacle === null && free >= likelyBytes + reserveBytes) return [];
  const message =
    obstacle ??
    `The run may fill the disk: it is likely to write about ${gigabytes(likelyBytes)}, and ${gigabytes(free)} are free.`;
  return [
    {
      code: null,
      name: 'DISK_SPACE_LOW',
      severity: 'warning',
      message,
      path: '',
      line: 1,
      column: 1,
      fix: 'Make room where the server keeps its data, or save less often and keep fewer checkpoints (save.max_step_saves_to_keep).',
    },
  ];
}
