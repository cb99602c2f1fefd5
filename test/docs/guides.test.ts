import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { blocksNotRun } from './blocks-not-run.ts';
import { guides, root } from './documents.ts';
import { missingPrograms, runBlocks } from './guide-session.ts';
import { fencedBlocks } from './markdown.ts';

const timeoutMs = 240_000;

const pages = guides.map((page) => ({
  path: page.path,
  blocks: fencedBlocks(page.text).filter(({ language }) => language === 'sh'),
}));
const notRun = new Set(blocksNotRun.map(({ code }) => code));
const missing = missingPrograms();
const mustRun = process.env['TEST_REQUIRE_ALL'] !== undefined;
if (missing.length > 0) {
  process.stderr.write(
    `SKIPPED: the commands of the guides were not run: ${missing.join(', ')} not installed.\n`,
  );
}

describe('the commands of', () => {
  for (const { path, blocks } of pages) {
    const toRun = blocks.filter(({ code }) => !notRun.has(code));
    if (toRun.length === 0) continue;
    test.skipIf(missing.length > 0 && !mustRun)(`${path} work`, { timeout: timeoutMs + 20_000 }, async () => {
      const { exitCode, line, output } = await runBlocks(toRun, { timeoutMs });
      expect(exitCode, `A command of ${path}, in the block at line ${line}, failed:\n${output}`).toBe(0);
    });
  }
});

describe('the blocks that are not run', () => {
  const ci = readFileSync(join(root, '.ci/run'), 'utf8');
  const present = new Set(pages.flatMap(({ blocks }) => blocks.map(({ code }) => code)));

  test.for(blocksNotRun)('stand in a page as they are written: $code', ({ code }) => {
    expect(present).toContain(code);
  });

  test.for(blocksNotRun)('are run by .ci/run or say why nothing can: $code', ({ coveredBy }) => {
    if ('nothing' in coveredBy) {
      expect(coveredBy.nothing).not.toBe('');
      return;
    }
    const lines = ci.split('\n').map((line) => line.replace(/ \|\| .*$/, ''));
    for (const command of coveredBy.ciRuns) {
      expect(
        lines.some((line) => line === command || line.startsWith(`${command} `)),
        command,
      ).toBe(true);
    }
  });
});
