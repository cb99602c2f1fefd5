import type { IncomingMessage } from 'node:http';
import { ApiError, directUploadMaxBytes, fileNameProblem } from '@trainyard/core';
import { failedDataset } from './commit-files.ts';
import type { DatasetOptions } from './dataset-options.ts';
import { findDataset } from './dataset-row.ts';
import type { FileAnswer } from './describe.ts';
import { openMultipartFile } from './multipart-file.ts';
import { receiveFile } from './receive-file.ts';

/**
 * Takes the file of a multipart request into a dataset. Dataset, name and type are checked before a byte is
 * stored. Throws 40001, 40401, 42204, 42202, and what `openMultipartFile` and `receiveFile` throw; the rest of
 * the request is left to the caller then.
 */
export async function uploadDirectly(
  options: DatasetOptions,
  accountId: string,
  datasetId: string,
  request: IncomingMessage,
): Promise<FileAnswer> {
  const dataset = await findDataset(options.db, accountId, datasetId, options.clock.now());
  if (dataset.error_code !== null) throw failedDataset(dataset);
  const form = await openMultipartFile(request);
  try {
    return await receiveFile(options, {
      datasetId: dataset.id,
      filename: checkFilename(form.filename ?? ''),
      bytes: form.bytes,
      limits: { maxBytes: directUploadMaxBytes },
      requestEnd: form.end,
    });
  } finally {
    form.abandon();
  }
}

/** Returns the name. Throws 42202 with the reason where it cannot be a file's of a dataset. */
export function checkFilename(filename: string): string {
  const problem = fileNameProblem(filename);
  if (problem === null) return filename;
  const shown = filename.length <= 300 ? filename : `${filename.slice(0, 300)}…`;
  throw new ApiError(42202, `The file name ${JSON.stringify(shown)} ${problem}.`);
}
