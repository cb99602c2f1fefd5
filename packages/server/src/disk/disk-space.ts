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

/** The room on the disk to which runs write. */
export interface DiskRoom {
  readonly freeBytes: number;
  /** What runs that are under way are still going to write. */
  readonly promisedBytes: number;
  /** What runs that wait for their turn are certain to write. */
  readonly queuedBytes: number;
}

/**
 * Why a run that writes at least so much cannot be started with so much room; null where it can, and where
 * nothing is known of the run.
 */
export function diskObstacle(neededBytes: number | null, room: Omit<DiskRoom, 'queuedBytes'>): string | null {
  if (neededBytes === null || isEnough(room, neededBytes)) return null;
  return `The disk is too full: the run writes at least ${gigabytes(neededBytes)}, and ${describe(room)}, of which ${gigabytes(reserveBytes)} are kept for the server. It starts when there is room: delete jobs that are no longer needed, or keep fewer checkpoints (save.max_step_saves_to_keep).`;
}

function isEnough(
  { freeBytes: free, promisedBytes }: Omit<DiskRoom, 'queuedBytes'>,
  neededBytes: number,
): boolean {
  return free >= promisedBytes + neededBytes + reserveBytes;
}

function describe(
  { freeBytes: free, promisedBytes }: Omit<DiskRoom, 'queuedBytes'>,
  others = 'runs under way',
): string {
  const rest = Math.max(0, free - promisedBytes);
  return promisedBytes === 0
    ? `${gigabytes(free)} are free`
    : `${gigabytes(rest)} are free beside the ${gigabytes(promisedBytes)} that ${others} will still write`;
}

function gigabytes(bytes: number): string {
  return `${(bytes / 1e9).toFixed(1)} GB`;
}

/** The warning that a run may not find room for all that it makes, after those that come before it; none where it will. */
export function diskFindings(
  { certainBytes, likelyBytes }: DiskForecast,
  { freeBytes: free, promisedBytes, queuedBytes }: DiskRoom,
): readonly Finding[] {
  const obstacle = diskObstacle(certainBytes, { freeBytes: free, promisedBytes });
  const room = { freeBytes: free, promisedBytes: promisedBytes + queuedBytes };
  if (obstacle === null && isEnough(room, likelyBytes)) return [];
  const others = queuedBytes > 0 ? 'runs under way and those that wait before it' : 'runs under way';
  const message =
    obstacle ??
    `The run may fill the disk: it is likely to write about ${gigabytes(likelyBytes)}, and ${describe(room, others)}.`;
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
