import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';

const packages = fileURLToPath(new URL('../packages', import.meta.url));
const mostLines = 300;

/** Files that may be longer, how much longer, and why. */
const longFiles: Readonly<Record<string, { readonly mostLines: number; readonly because: string }>> = {
  'core/src/preflight/yaml/scanner.ts': {
    mostLines: 330,
    because:
      'The tokens of YAML depend on each other: indentation, flow level and simple keys are one state.',
  },
};

const files = readdirSync(packages, { recursive: true, encoding: 'utf8' }).filter((path) =>
  /^[^/]+\/src\/.*\.tsx?$/.test(path),
);

describe('the files of the packages', () => {
  test('are found', () => {
    expect(files).toContain('core/src/index.ts');
  });

  test(`have at most ${mostLines} lines, or a reason`, () => {
    expect(files.filter((path) => linesOf(path) > (longFiles[path]?.mostLines ?? mostLines))).toEqual([]);
  });

  test('exist where they have a reason to be long', () => {
    expect(Object.keys(longFiles).filter((path) => !files.includes(path))).toEqual([]);
  });

  test('are named after what is in them, in kebab-case', () => {
    const vague = /^(utils?|helpers?|common|misc|shared|stuff|lib)$/;
    const parts = (path: string) =>
      path
        .replace(/(\.test)?\.tsx?$/, '')
        .split('/')
        .slice(2);
    expect(files.filter((path) => parts(path).some((part) => vague.test(part)))).toEqual([]);
    const name = (path: string) => basename(path).replace(/(\.test)?\.tsx?$/, '');
    expect(files.filter((path) => !/^[a-z0-9]+(-[a-z0-9]+)*$/.test(name(path)))).toEqual([]);
  });
});

function linesOf(path: string): number {
  return readFileSync(join(packages, path), 'utf8').trimEnd().split('\n').length;
}
