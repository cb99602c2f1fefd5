import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { takeAgentLock } from './agent-lock.ts';
import { identifyChild } from './process-identity.ts';
import { recordOf } from './process-record.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'agent-lock-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const record = () =>
  JSON.parse(readFileSync(join(folder, 'agent.json'), 'utf8')) as { instance: string; pid: number };

describe('the lock of a run', () => {
  test('is taken once, and the record says by whom', () => {
    expect(takeAgentLock(folder, { run_id: 'r', instance: 'first' })).toBe(true);
    expect(takeAgentLock(folder, { run_id: 'r', instance: 'second' })).toBe(false);
    expect(record()).toMatchObject({ instance: 'first', pid: process.pid });
    expect(readdirSync(folder)).toEqual(['agent.json']);
  });

  test('of an agent that died is taken over once', () => {
    const dead = { run_id: 'r', instance: 'dead', ...recordOf(identifyChild(process.pid)), start_time: '1' };
    writeFileSync(join(folder, 'agent.json'), JSON.stringify(dead));
    expect(takeAgentLock(folder, { run_id: 'r', instance: 'heir' })).toBe(true);
    expect(record().instance).toBe('heir');
    writeFileSync(join(folder, 'agent.json'), JSON.stringify(dead));
    expect(takeAgentLock(folder, { run_id: 'r', instance: 'late' })).toBe(false);
  });

  test('that cannot be read is left alone', () => {
    writeFileSync(join(folder, 'agent.json'), 'not json');
    expect(takeAgentLock(folder, { run_id: 'r', instance: 'first' })).toBe(false);
  });
});
