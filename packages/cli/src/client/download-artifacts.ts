import type { Io } from '../io.ts';
import { createProgress } from '../progress.ts';
import { countOf, formatBytes } from '../quantities.ts';
import type { ArtifactFile } from './artifact-files.ts';
import { downloadFile } from './download-file.ts';
import { inParallel } from './in-parallel.ts';

const maxParallel = 3;

export interface DownloadSummary {
  readonly downloaded: readonly ArtifactFile[];
  /** There already, with the same content. */
  readonly unchanged: readonly ArtifactFile[];
  readonly failed: readonly { readonly file: ArtifactFile; readonly error: unknown }[];
}

/** Fetches files into a folder, a few at a time. One that fails does not keep the others back. */
export async function downloadArtifacts(
  files: readonly ArtifactFile[],
  folder: string,
  io: Io,
): Promise<DownloadSummary> {
  const done = { downloaded: [] as ArtifactFile[], unchanged: [] as ArtifactFile[] };
  const failed: { file: ArtifactFile; error: unknown }[] = [];
  const totalBytes = files.reduce((sum, { expected }) => sum + (expected?.sizeBytes ?? 0), 0);
  const progress = createProgress(io);
  let arrivedBytes = 0;
  let ended = 0;
  const show = (): void => {
    if (totalBytes > 0) {
      const bytes = `${formatBytes(arrivedBytes)} of ${formatBytes(totalBytes)}`;
      progress.update(arrivedBytes, totalBytes, `fetched ${bytes}`);
    } else {
      progress.update(ended, files.length, `fetched ${ended} of ${countOf(files.length, 'file')}`);
    }
  };
  try {
    await inParallel(files, maxParallel, async (file) => {
      io.signal.throwIfAborted();
      const onBytes = (deltaBytes: number): void => {
        // Only files of a known size count, so that the bar ends where it should.
        if (file.expected !== null) arrivedBytes += deltaBytes;
        show();
      };
      try {
        done[await downloadFile(file, folder, onBytes, io)].push(file);
      } catch (error) {
        if (io.signal.aborted) throw error;
        failed.push({ file, error });
      }
      ended += 1;
      show();
    });
  } finally {
    progress.end();
  }
  return { ...done, failed };
}
