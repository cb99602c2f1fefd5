import type { Assignment, ManifestFile } from '@trainyard/core';

type Files = Pick<Assignment, 'datasets' | 'resume_from'>;

/** The signed links of a run's files, which run out and can be had anew. */
export interface Links {
  /** The link to use for a file now. */
  linkTo(file: ManifestFile): string;
  /** A link to the file other than `refused`; the assignment is asked for again where there is none as yet. */
  renew(file: ManifestFile, refused: string): Promise<string>;
}

/** The links of `assignment`; `askAgain` gives the same assignment with links of its own. */
export function createLinks(assignment: Files, askAgain: () => Promise<Files>): Links {
  const first = filesOf(assignment);
  let links = new Map(first.map((file) => [file, file.url]));
  let renewal: Promise<void> | null = null;

  const renewAll = async () => {
    const fresh = filesOf(await askAgain());
    // The files of an assignment never change, so they are the same ones in the same order.
    links = new Map(first.map((file, index) => [file, fresh[index]?.url ?? file.url]));
  };
  const linkTo = (file: ManifestFile) => links.get(file) ?? file.url;

  return {
    linkTo,
    async renew(file, refused) {
      if (linkTo(file) === refused) {
        // Files that are refused at the same time share one question.
        renewal ??= renewAll().finally(() => {
          renewal = null;
        });
        await renewal;
      }
      return linkTo(file);
    },
  };
}

function filesOf(assignment: Files): ManifestFile[] {
  return [
    ...assignment.datasets.flatMap((dataset) => dataset.files),
    ...(assignment.resume_from?.files ?? []),
  ];
}
