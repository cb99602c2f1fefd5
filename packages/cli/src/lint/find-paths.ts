import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';

const maxEntries = 100_000;

/**
 * The files that a pattern means, sorted: `*` and `?` within a name, `**` for any number of folders, `[a-z]`, and
 * `{a,b}`. What exists under just that name is meant as it is. Hidden names and `node_modules` are met only by
 * patterns that name them. Throws where a pattern leads through more than a hundred thousand entries.
 */
export async function findPaths(pattern: string, cwd: string): Promise<readonly string[]> {
  if (!/[*?[{]/.test(pattern) || existsSync(resolve(cwd, pattern))) return [pattern];
  const found = new Set<string>();
  const budget = { entries: maxEntries };
  for (const each of expandBraces(pattern)) {
    const base = each.startsWith('/') ? '/' : '';
    const segments = each.split('/').filter((segment) => segment !== '' && segment !== '.');
    // At the end it means every file below.
    if (segments.at(-1) === '**') segments.push('*');
    await walk(base, segments, { cwd, found, budget });
  }
  return [...found].sort();
}

interface Walk {
  readonly cwd: string;
  readonly found: Set<string>;
  readonly budget: { entries: number };
}

async function walk(folder: string, segments: readonly string[], context: Walk): Promise<void> {
  const [segment, ...rest] = segments;
  if (segment === undefined) return;
  if (segment === '..') return walk(join(folder, '..'), rest, context);
  const isAnyDepth = segment === '**';
  if (isAnyDepth) await walk(folder, rest, context);
  const matches = isAnyDepth ? null : segmentPattern(segment);
  for (const entry of await list(resolve(context.cwd, folder), context.budget)) {
    const { name } = entry;
    const path = join(folder, name);
    const isHidden = name.startsWith('.') || name === 'node_modules';
    if (isAnyDepth) {
      if (!isHidden && entry.isDirectory()) await walk(path, segments, context);
    } else if (matches?.test(name) && (!name.startsWith('.') || segment.startsWith('.'))) {
      if (rest.length > 0) await walk(path, rest, context);
      else if (!entry.isDirectory()) context.found.add(path);
    }
  }
}

async function list(folder: string, budget: { entries: number }) {
  let entries: Awaited<ReturnType<typeof readEntries>>;
  try {
    entries = await readEntries(folder);
  } catch (error) {
    // A file where the pattern has a folder, or a folder that is closed to us, has nothing that is meant.
    if (['ENOENT', 'ENOTDIR', 'EACCES'].includes((error as NodeJS.ErrnoException).code ?? '')) return [];
    throw error;
  }
  budget.entries -= entries.length;
  if (budget.entries < 0) throw new Error(`leads through more than ${maxEntries} files and folders`);
  return entries;
}

function readEntries(folder: string) {
  return readdir(folder, { withFileTypes: true });
}

/** One name of a pattern as a regular expression. */
function segmentPattern(segment: string): RegExp {
  const source = segment.replace(
    /\[(!?)([^\]]+)\]|[\s\S]/g,
    (piece, not: string, set: string | undefined) => {
      if (set !== undefined) return `[${not ? '^' : ''}${set.replace(/[\\^]/g, '\\$&')}]`;
      if (piece === '*') return '.*';
      return piece === '?' ? '.' : piece.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
    },
  );
  return new RegExp(`^${source}$`, 'su');
}

/** `a.{yaml,yml}` as `a.yaml` and `a.yml`; braces inside braces are taken as they are. */
function expandBraces(pattern: string): string[] {
  const match = /^([^{]*)\{([^{}]*,[^{}]*)\}([\s\S]*)$/.exec(pattern);
  if (match === null) return [pattern];
  const [, before = '', choices = '', after = ''] = match;
  return choices.split(',').flatMap((choice) => expandBraces(`${before}${choice}${after}`));
}
