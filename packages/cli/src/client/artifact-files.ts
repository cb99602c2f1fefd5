import { extname } from 'node:path';
import type { CallAnswer, jobRoutes } from '@trainyard/core';
import { safeFileName } from './safe-file-name.ts';

type Artifacts = CallAnswer<typeof jobRoutes.getJobResult>['artifacts'];

/** One file to download. */
export interface ArtifactFile {
  readonly url: string;
  /** Inside the folder of the download, with `/` between folder and name. */
  readonly relativePath: string;
  /** What the file must turn out to be; null where the server does not say. */
  readonly expected: { readonly sizeBytes: number; readonly sha256: string } | null;
}

/** The files of a result and what they are called on disk: checkpoints, in folders where they are folders, `samples/…` and `config.yaml`. */
export function listArtifactFiles(artifacts: Artifacts): ArtifactFile[] {
  const taken = new Set<string>();
  return [
    ...artifacts.checkpoints.map((checkpoint) => ({
      url: checkpoint.path,
      // A checkpoint that is a folder keeps its shape.
      relativePath: claimName(checkpoint.filename.split('/').map(safeFileName).join('/'), taken),
      expected: { sizeBytes: checkpoint.size_bytes, sha256: checkpoint.sha256 },
    })),
    ...artifacts.samples.map((sample) => ({
      url: sample.path,
      relativePath: claimName(`samples/${sampleName(sample)}`, taken),
      expected: null,
    })),
    ...(artifacts.config === null
      ? []
      : [{ url: artifacts.config.path, relativePath: claimName('config.yaml', taken), expected: null }]),
  ];
}

/** `000000250_0.jpg`: named after step and prompt, because links are new in every answer. */
function sampleName({ path, step, index }: Artifacts['samples'][number]): string {
  const extension = extname(new URL(path).pathname).toLowerCase();
  const safe = /^\.[a-z0-9]{1,5}$/.test(extension) ? extension : '';
  return `${String(step).padStart(9, '0')}_${index}${safe}`;
}

/** The name, or with `-2`, `-3` … before its extension where another file of the result has it. */
function claimName(name: string, taken: Set<string>): string {
  const extension = extname(name);
  let claimed = name;
  // Compared without case, as some file systems do.
  for (let count = 2; taken.has(claimed.toLowerCase()); count += 1) {
    claimed = `${name.slice(0, name.length - extension.length)}-${count}${extension}`;
  }
  taken.add(claimed.toLowerCase());
  return claimed;
}
