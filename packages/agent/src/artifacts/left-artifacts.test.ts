import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { forgetStaged, leftArtifacts, noteStaged } from './left-artifacts.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'left-'));
  mkdirSync(join(folder, 'staging'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const about = { step: 5, index: null, prompt: null } as const;

function stage(name: string, bytes: string): string {
  const path = join(folder, 'staging', name);
  writeFileSync(path, bytes);
  return path;
}

/** A whole safetensors file without tensors. */
function weights(): string {
  const header = '{}';
  return `${String.fromCharCode(header.length)}${'\0'.repeat(7)}${header}`;
}

test('whole files that were noted and not handed over are found, in the order in which they were made', async () => {
  for (const [name, kind] of [
    ['10.pt', 'optimizer'],
    ['9.safetensors', 'checkpoint'],
  ] as const) {
    noteStaged(stage(name, name === '10.pt' ? 'state' : weights()), {
      ...about,
      kind,
      filename: `x_${name}`,
    });
  }
  const left = await leftArtifacts(folder);
  expect(left.map(({ path, artifact }) => [path, artifact.kind, artifact.filename])).toEqual([
    [join(folder, 'staging', '9.safetensors'), 'checkpoint', 'x_9.safetensors'],
    [join(folder, 'staging', '10.pt'), 'optimizer', 'x_10.pt'],
  ]);
  expect(left[1]?.artifact).toMatchObject({ size_bytes: 5, step: 5, index: null, prompt: null });
});

test('what is cut off, not noted, noted by half, or not wanted any more is left', async () => {
  noteStaged(stage('1.safetensors', weights().slice(0, 9)), { ...about, kind: 'checkpoint', filename: 'a' });
  stage('2.safetensors', weights());
  stage('3.safetensors', weights());
  stage('3.safetensors.json', '{"kind":"checkp');
  const dropped = stage('4.safetensors', weights());
  noteStaged(dropped, { ...about, kind: 'checkpoint', filename: 'b' });
  forgetStaged(dropped);
  noteStaged(join(folder, 'staging', '5.safetensors'), { ...about, kind: 'checkpoint', filename: 'c' });
  expect(await leftArtifacts(folder)).toEqual([]);
});

test('a run that never staged anything has nothing left', async () => {
  expect(await leftArtifacts(join(folder, 'nowhere'))).toEqual([]);
});
