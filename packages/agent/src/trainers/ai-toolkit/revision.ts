import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

/**
 * Which trainer a checkout holds: its version and commit, as far as they can be read, for example
 * `ai-toolkit 0.12.26 (27a03a916f2c)`. Never throws.
 */
export function readRevision(directory: string): string {
  const version = /["']([^"']+)["']/.exec(read(join(directory, 'version.py')))?.[1];
  const commit = readCommit(directory)?.slice(0, 12);
  return ['ai-toolkit', version, commit === undefined ? undefined : `(${commit})`]
    .filter((part) => part !== undefined)
    .join(' ');
}

/** The commit that is checked out; Git itself may be missing where runs are made. */
function readCommit(directory: string): string | undefined {
  let folder = join(directory, '.git');
  // In a worktree or submodule `.git` is a file that says where the folder is.
  const elsewhere = /^gitdir: (.+)$/m.exec(read(folder))?.[1];
  if (elsewhere !== undefined) folder = resolve(directory, elsewhere.trim());
  const head = read(join(folder, 'HEAD')).trim();
  const branch = /^ref: (.+)$/.exec(head)?.[1];
  if (branch === undefined) return /^[0-9a-f]{40}$/.test(head) ? head : undefined;
  const shared = read(join(folder, 'commondir')).trim();
  const refs = shared === '' ? folder : resolve(folder, shared);
  const loose = read(join(refs, branch)).trim();
  if (/^[0-9a-f]{40}$/.test(loose)) return loose;
  const packed = read(join(refs, 'packed-refs')).split('\n');
  return packed.find((line) => line.endsWith(` ${branch}`))?.slice(0, 40);
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
