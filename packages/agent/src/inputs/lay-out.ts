import { mkdir, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Assignment, ManifestFile } from '@trainyard/core';
import type { Connection } from '../server/connection.ts';
import { RefusedError } from '../server/failure.ts';
import type { RetryPolicy } from '../server/retry.ts';
import type { RunFolders } from '../supervisor/run-folders.ts';
import type { Trainer } from '../trainers/trainer.ts';
import { forEachLimited } from './for-each-limited.ts';
import type { Links } from './links.ts';
import { copy, isFileOfSize, linkOrCopy } from './place-file.ts';
import { isPlainName } from './plain-name.ts';

/** Files placed at once: enough to hide the latency of a network file system or a store. */
const placedAtOnce = 16;

/**
 * Puts everything that the run needs into its folders: dataset files as links where the store is on this
 * machine and else by download, files to resume from as copies, since a trainer may write into those.
 * Throws before anything is written where a name would lead out of its folder.
 */
export async function layOutInputs(
  assignment: Pick<Assignment, 'job_name' | 'datasets' | 'resume_from'>,
  folders: RunFolders,
  trainer: Pick<Trainer, 'placeOfResumeFile'>,
  source: { connection: Connection; links: Links },
  policy: RetryPolicy,
): Promise<void> {
  const { connection, links } = source;
  const resumeFiles = assignment.resume_from?.files ?? [];
  refuseHostileNames(assignment);
  await rm(folders.datasets, { recursive: true, force: true });
  await rm(folders.output, { recursive: true, force: true });
  await mkdir(folders.jobOutput, { recursive: true, mode: 0o700 });
  await mkdir(folders.temporary, { recursive: true, mode: 0o700 });
  const placements: { file: ManifestFile; target: string; place: typeof copy }[] = [];
  for (const dataset of assignment.datasets) {
    const folder = join(folders.datasets, dataset.name);
    await mkdir(folder, { recursive: true, mode: 0o700 });
    for (const file of dataset.files) {
      placements.push({ file, target: join(folder, file.filename), place: linkOrCopy });
    }
  }
  for (const file of resumeFiles) {
    const target = trainer.placeOfResumeFile(file, folders);
    await mkdir(dirname(target), { recursive: true, mode: 0o700 });
    placements.push({ file, target, place: copy });
  }
  await forEachLimited(placements, placedAtOnce, async ({ file, target, place }) => {
    policy.signal?.throwIfAborted();
    const local = file.local_path;
    if (local !== null && (await isFileOfSize(local, file.size_bytes))) {
      await place(local, target);
      return;
    }
    // Loaded only where something has to travel.
    const { downloadFile } = await import('./download.ts');
    const download = { name: file.filename, sizeBytes: file.size_bytes, sha256: file.sha256 };
    const url = links.linkTo(file);
    try {
      await downloadFile(connection, { ...download, url }, target, policy);
    } catch (error) {
      if (!hasRunOut(error)) throw error;
      await downloadFile(connection, { ...download, url: await links.renew(file, url) }, target, policy);
    }
  });
}

/** True where a link may have been good once. */
function hasRunOut(error: unknown): boolean {
  return error instanceof RefusedError && [401, 403, 410].includes(error.status);
}

function refuseHostileNames(assignment: Pick<Assignment, 'job_name' | 'datasets' | 'resume_from'>): void {
  const names = [
    assignment.job_name,
    ...assignment.datasets.flatMap((dataset) => [
      dataset.name,
      ...dataset.files.map((file) => file.filename),
    ]),
    // Of a checkpoint that is a folder, the way from it to the file.
    ...(assignment.resume_from?.files ?? []).flatMap((file) => file.filename.split('/')),
  ];
  for (const name of names) {
    if (!isPlainName(name)) {
      throw new Error(`The run's files name ${JSON.stringify(name)}, which is not a plain file name.`);
    }
  }
}
