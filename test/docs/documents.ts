import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The root of the repository. */
export const root = fileURLToPath(new URL('../..', import.meta.url));

/** One page of the documentation. */
export interface Page {
  /** From the root of the repository, such as `docs/guides/operating.md`. */
  readonly path: string;
  readonly text: string;
}

/** A page by its path from the root. */
export function readPage(path: string): Page {
  return { path, text: readFileSync(join(root, path), 'utf8') };
}

/** What a user follows command by command: README.md and the guides. */
export const guides: readonly Page[] = ['README.md', ...markdownIn('docs/guides')].map(readPage);

/** Every page that people wrote; docs/reference is generated and has its own check. */
export const handwrittenPages: readonly Page[] = [
  ...guides,
  ...['ARCHITECTURE.md', 'CONTRIBUTING.md', 'CHANGELOG.md', 'docs/dependencies.md'].map(readPage),
  ...markdownIn('docs/adr').map(readPage),
];

function markdownIn(folder: string): string[] {
  return readdirSync(join(root, folder))
    .filter((name) => name.endsWith('.md'))
    .sort()
    .map((name) => `${folder}/${name}`);
}
