import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readPage, root } from './documents.ts';
import { codeSpans } from './markdown.ts';

const { text } = readPage('ARCHITECTURE.md');
const packages = foldersIn('packages');

describe('ARCHITECTURE.md', () => {
  test('names every package, and no other', () => {
    expect(packageRows().sort()).toEqual(packages.map((name) => `packages/${name}`));
  });

  test.for(packages)('has a row for every folder of %s, and none for a folder that is gone', (name) => {
    const source = `packages/${name}/src`;
    const described = firstCells(section(source)).filter((cell) => !cell.endsWith('.ts'));
    const top = described.filter((cell) => !cell.includes('/'));
    expect(top.sort()).toEqual(foldersIn(source));
    expect(described.filter((cell) => !existsSync(join(root, source, cell)))).toEqual([]);
  });

  test('names only files that exist', () => {
    const files = readdirSync(join(root, 'packages'), { recursive: true, encoding: 'utf8' });
    const names = new Set(files.map((file) => file.split('/').at(-1)));
    const mentioned = codeSpans(text).filter((span) => /^\S+\.ts$/.test(span));
    expect(mentioned.length).toBeGreaterThan(10);
    const isThere = (span: string) => (span.includes('/') ? existsSync(join(root, span)) : names.has(span));
    expect(mentioned.filter((span) => !isThere(span))).toEqual([]);
  });

  test('describes every table of the database, and no other', () => {
    const tables = readFileSync(join(root, 'packages/server/src/db/tables.ts'), 'utf8');
    const list = /export interface Database \{([^}]*)\}/.exec(tables)?.[1] ?? '';
    const names = [...list.matchAll(/(\w+):/g)].map((match) => match[1] ?? '');
    expect(names.length).toBeGreaterThan(5);
    expect(firstCells(section('The data')).sort()).toEqual(names.sort());
  });
});

function foldersIn(path: string): string[] {
  return readdirSync(join(root, path), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort();
}

/** The text below the heading that names this, up to the next heading. Throws where there is none. */
function section(name: string): string {
  const parts = text.split(/^#+ /m);
  const found = parts.find((part) => part.replaceAll('`', '').startsWith(`${name}\n`));
  if (found === undefined) throw new Error(`ARCHITECTURE.md has no heading "${name}".`);
  return found;
}

/** What stands between backticks in the first cell of each row. */
function firstCells(part: string): string[] {
  const rows = part.split('\n').filter((line) => line.startsWith('| `'));
  return rows.flatMap((row) => codeSpans(row.split('|')[1] ?? ''));
}

function packageRows(): string[] {
  return firstCells(section('Packages'));
}
