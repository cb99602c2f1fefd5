import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import {
  makeControlFolder,
  removeControlFolder,
  removeControlFoldersOf,
  runsWithControlFolders,
} from './control-folder.ts';

let memory = '';
beforeEach(() => {
  memory = mkdtempSync(join(tmpdir(), 'memory-'));
});
afterEach(() => rmSync(memory, { recursive: true, force: true }));

test('the folder is private, of one agent alone, and removed with its files', () => {
  const folder = makeControlFolder('run_1', '/nowhere', memory);
  writeFileSync(join(folder, 'control.db'), 'of one agent');
  expect(statSync(folder).mode & 0o777).toBe(0o700);
  const other = makeControlFolder('run_1', '/nowhere', memory);
  expect(readdirSync(other)).toEqual([]);
  removeControlFolder(other);
  expect(existsSync(join(folder, 'control.db'))).toBe(true);
  removeControlFolder(folder);
  expect(readdirSync(memory)).toEqual([]);
});

test('what agents of a run have left is found by its id and removed, and nothing of another run', () => {
  makeControlFolder('run-1', '/nowhere', memory);
  makeControlFolder('run-1', '/nowhere', memory);
  const other = makeControlFolder('run-10', '/nowhere', memory);
  writeFileSync(join(makeControlFolder('run-1', '/nowhere', memory), 'control.db'), 'left');
  mkdirSync(join(memory, 'foreign'));
  expect([...runsWithControlFolders(memory)].sort()).toEqual(['run-1', 'run-10']);
  removeControlFoldersOf('run-1', memory);
  expect(
    readdirSync(memory)
      .map((name) => join(memory, name))
      .sort(),
  ).toEqual([join(memory, 'foreign'), other]);
  removeControlFoldersOf('run-1', join(memory, 'none'));
  expect(runsWithControlFolders(join(memory, 'none'))).toEqual([]);
});

test('without a file system in memory the run keeps its control database with its files', () => {
  const fallback = join(memory, 'run', 'control');
  expect(makeControlFolder('run_1', fallback, join(memory, 'none'))).toBe(fallback);
  expect(existsSync(fallback)).toBe(true);
});

test('what a killed agent left is removed after a week, and nothing else', () => {
  const old = join(memory, 'trainyard-control-old');
  const young = join(memory, 'trainyard-control-young');
  const foreign = join(memory, 'foreign');
  const longAgo = new Date(Date.now() - 8 * 24 * 60 * 60_000);
  for (const folder of [old, young, foreign]) {
    mkdirSync(folder);
    utimesSync(folder, longAgo, longAgo);
  }
  writeFileSync(join(young, 'control.db-wal'), 'a step just now');
  utimesSync(young, longAgo, longAgo);
  makeControlFolder('run_1', '/nowhere', memory);
  expect([old, young, foreign].map((folder) => existsSync(folder))).toEqual([false, true, true]);
});
