import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openLossLog } from './loss-log.ts';

const recorded = fileURLToPath(
  new URL('../../../test/ai-toolkit/fixtures/normal/loss_log.db', import.meta.url),
);
let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'loss-log-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test('a recorded curve is read with steps counted from one', () => {
  const file = join(folder, 'loss_log.db');
  copyFileSync(recorded, file);
  const log = openLossLog(file);
  const rows = log.readNew();
  log.close();
  expect(rows.map((row) => row.step)).toEqual([...new Set(rows.map((row) => row.step))]);
  expect(rows[0]?.step).toBe(2);
  expect(rows.every((row) => typeof row.loss === 'number' && typeof row.lr === 'number')).toBe(true);
});

test('only what is new is read, also where the file comes later', () => {
  const file = join(folder, 'loss_log.db');
  const log = openLossLog(file);
  expect(log.exists()).toBe(false);
  expect(log.readNew()).toEqual([]);
  const writer = new Database(file);
  writer.pragma('journal_mode = WAL');
  // The file is there before its tables.
  expect(log.readNew()).toEqual([]);
  writer.exec(`CREATE TABLE steps (step INTEGER PRIMARY KEY, wall_time REAL);
    CREATE TABLE metrics (step INTEGER, key TEXT, value_real REAL, value_text TEXT, PRIMARY KEY (step, key));
    INSERT INTO steps VALUES (1, 0), (2, 0);
    INSERT INTO metrics VALUES (1, 'loss/loss', 0.5, NULL), (1, 'learning_rate', 0.1, NULL), (2, 'loss/loss', 0.25, NULL)`);
  expect(log.readNew()).toEqual([
    { step: 2, loss: 0.5, lr: 0.1 },
    { step: 3, loss: 0.25, lr: null },
  ]);
  expect(log.readNew()).toEqual([]);
  writer.exec("INSERT INTO steps VALUES (3, 0); INSERT INTO metrics VALUES (3, 'loss/loss', 0.1, NULL)");
  expect(log.readNew()).toEqual([{ step: 4, loss: 0.1, lr: null }]);
  log.close();
  writer.close();
});
