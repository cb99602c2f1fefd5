import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { commandNames } from '../../packages/cli/src/commands/index.ts';
import { isErrorCode, routes } from '../../packages/core/src/index.ts';
import { settingTable } from '../../packages/server/src/config/settings.ts';
import { guides, handwrittenPages, type Page, readPage, root } from './documents.ts';
import { anchors, codeSpans, links } from './markdown.ts';

/** Variables that are not settings of the server: those of the client, the command and the tests. */
const otherVariables = ['URL', 'TOKEN', 'SETTINGS', 'TEST_REQUIRE_ALL'];
/** Pages that speak of the tree as it is now; decisions speak of the time when they were made. */
const currentPages = [...guides, ...['ARCHITECTURE.md', 'CONTRIBUTING.md'].map(readPage)];
const source = readSource(['packages', 'tools']);
const settings = Object.values(settingTable).map(({ name }) => name as string);

describe.for(handwrittenPages)('in $path', (page) => {
  test('every relative link leads to a file, and every anchor to a heading', () => {
    expect(links(page.text).flatMap((link) => brokenLink(page, link.target) ?? [])).toEqual([]);
  });

  test('every npm script exists', () => {
    const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { scripts: object };
    const named = [...page.text.matchAll(/npm run ([a-z:-]+)/g)].map((match) => match[1] ?? '');
    expect(named.filter((name) => !(name in scripts))).toEqual([]);
  });
});

describe.for(currentPages)('in $path', (page) => {
  const spans = codeSpans(page.text);

  test('every variable TRAINYARD_… is a setting or read by the command', () => {
    const named = [...page.text.matchAll(/TRAINYARD_([A-Z_]+)/g)].map((match) => match[1] ?? '');
    expect(named.filter((name) => !settings.includes(name) && !otherVariables.includes(name))).toEqual([]);
  });

  test('every NAME=value in the text gives a setting', () => {
    const named = spans.flatMap((span) => /^([A-Z_]+)=/.exec(span)?.[1] ?? []);
    expect(named.filter((name) => !settings.includes(name))).toEqual([]);
  });

  test('every NAME in capitals is one that the source has', () => {
    const named = spans.filter((span) => /^(?!TRAINYARD_)[A-Z][A-Z0-9_]{3,}$/.test(span));
    expect(named.filter((name) => !new RegExp(`\\b${name}\\b`).test(source))).toEqual([]);
  });

  test('every error number is in the catalogue', () => {
    const named = [...page.text.matchAll(/\b(4[02]\d{3}|500\d{2})\b/g)].map((match) => Number(match[1]));
    expect(named.filter((code) => !isErrorCode(code))).toEqual([]);
  });

  test('every command of trainyard exists', () => {
    const named = [...page.text.matchAll(/\btrainyard ((?:[a-z]+ )?[a-z]+)\b/g)].map(
      (match) => match[1] ?? '',
    );
    const names: readonly string[] = commandNames;
    // In a sentence, words follow the command; what is meant are its first one or two.
    const known = (words: string) => names.includes(words) || names.includes(words.split(' ')[0] ?? '');
    const inCode = named.filter((words) => spans.some((span) => span.includes(`trainyard ${words}`)));
    expect(inCode.filter((words) => !known(words))).toEqual([]);
  });

  test('every address that begins with a slash is a route', () => {
    const named = spans.filter((span) => /^\/(?!app\/|etc\/|opt|var\/|tmp)\S*$/.test(span));
    const paths = Object.values(routes).map(({ path }): string => path);
    expect(named.filter((name) => !paths.some((path) => path.startsWith(name)))).toEqual([]);
  });

  test('every path into the repository exists', () => {
    const named = spans.filter((span) => /^(packages|docs|test|tools|bench|\.ci)\/\S*$/.test(span));
    expect(named.filter((path) => !existsSync(join(root, path)))).toEqual([]);
  });
});

function brokenLink(page: Page, target: string): string | null {
  if (/^[a-z]+:/.test(target)) return null;
  const [path = '', anchor] = target.split('#');
  const file = path === '' ? page.path : join(dirname(page.path), path);
  if (!existsSync(join(root, file))) return `${target}: there is no ${file}`;
  if (anchor === undefined || anchors(readPage(file).text).includes(anchor)) return null;
  return `${target}: ${file} has no such heading`;
}

/** Everything that the packages and tools are made of, as one text. */
function readSource(folders: readonly string[]): string {
  return folders
    .flatMap((folder) =>
      readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map(
        (name) => `${folder}/${name}`,
      ),
    )
    .filter((path) => /^(packages\/[a-z]+\/src|tools)\/.*\.ts$/.test(path))
    .map((path) => readFileSync(join(root, path), 'utf8'))
    .join('\n');
}
