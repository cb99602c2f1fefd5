import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Output } from '../../tools/output.ts';
import { findDifferences, writeOutputs } from '../../tools/output-files.ts';

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'trainyard-outputs-'));
});
afterEach(() => rm(root, { recursive: true }));

const outputs: readonly Output[] = [
  { path: 'docs/reference/a.md', render: () => 'one\ntwo\n' },
  { path: 'docs/reference/b.json', render: () => '{}\n' },
];

describe('the generated files', () => {
  test('are written once and then found to be right', async () => {
    expect(await writeOutputs(root, outputs)).toEqual(['docs/reference/a.md', 'docs/reference/b.json']);
    expect(await findDifferences(root, outputs)).toEqual([]);
    expect(await writeOutputs(root, outputs)).toEqual([]);
  });

  test('are named with what is wrong with them', async () => {
    await writeOutputs(root, outputs.slice(0, 1));
    await writeFile(join(root, 'docs/reference/a.md'), 'one\nTWO\n');
    await writeFile(join(root, 'docs/reference/old.md'), '');
    expect(await findDifferences(root, outputs)).toEqual([
      'docs/reference/a.md differs from its source in line 2.',
      'docs/reference/b.json is missing.',
      'docs/reference/old.md is made by no output: delete it, or add its output.',
    ]);
  });
});
