import { fileNameProblem } from '@trainyard/core/client';

/** What is known of a file before a byte of it is sent. */
export interface Candidate {
  readonly path: string;
}

/** What is to become of chosen files. */
export interface UploadPlan<File extends Candidate> {
  readonly accepted: readonly { readonly source: File; readonly filename: string }[];
  /** Files that would be refused, and why, as a sentence. */
  readonly refused: readonly { readonly source: File; readonly filename: string; readonly reason: string }[];
  /** Hidden files and what is in hidden folders: systems and editors leave them, such as `.DS_Store`. */
  readonly ignored: number;
}

/** Datasets have no folders: of two files with one name in different folders, the first in order is taken. */
export function planUploads<File extends Candidate>(files: readonly File[]): UploadPlan<File> {
  const accepted: { source: File; filename: string }[] = [];
  const refused: { source: File; filename: string; reason: string }[] = [];
  const taken = new Map<string, string>();
  let ignored = 0;
  for (const source of files) {
    const filename = source.path.slice(source.path.lastIndexOf('/') + 1);
    if (isHidden(source.path) || filename === 'Thumbs.db' || filename === 'desktop.ini') {
      ignored += 1;
      continue;
    }
    const problem = fileNameProblem(filename);
    const other = taken.get(filename);
    if (problem !== null) {
      refused.push({ source, filename, reason: `The name ${problem}.` });
    } else if (other !== undefined) {
      refused.push({
        source,
        filename,
        reason: `${other} has the same name, and a dataset has no folders. Rename one of them.`,
      });
    } else {
      taken.set(filename, source.path);
      accepted.push({ source, filename });
    }
  }
  return { accepted, refused, ignored };
}

/** The folder that was itself chosen may be a hidden one. */
function isHidden(path: string): boolean {
  const [first = '', ...rest] = path.split('/');
  return rest.length === 0 ? first.startsWith('.') : rest.some((part) => part.startsWith('.'));
}
