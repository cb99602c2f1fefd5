import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { identifyProcess, isProcessAlive, startTimeIn } from './process-identity.ts';

describe('the identity of a process', () => {
  test('the start time is field 22, whatever the command is called', () => {
    const fields = Array.from({ length: 30 }, (_, index) => `f${index + 4}`).join(' ');
    expect(startTimeIn(`12 (a) b) c ( d) S ${fields}`)).toBe('f22');
  });

  test('this process is alive, and another one with its number is not it', () => {
    const identity = identifyProcess(process.pid);
    expect(isProcessAlive(identity)).toBe(true);
    expect(isProcessAlive({ ...identity, start_time: '1' })).toBe(false);
    expect(isProcessAlive({ ...identity, boot_id: 'another boot' })).toBe(false);
  });

  test('a process that has ended is not alive, buried or not', async () => {
    const child = spawn(process.execPath, ['-e', 'process.stdin.resume()']);
    const identity = identifyProcess(child.pid ?? 0);
    expect(isProcessAlive(identity)).toBe(true);
    const exited = once(child, 'exit');
    child.kill('SIGKILL');
    // Until the event loop turns, this process has not buried its child: it is a zombie.
    while (!readFileSync(`/proc/${child.pid}/stat`, 'latin1').includes(') Z '));
    expect(isProcessAlive(identity)).toBe(false);
    await exited;
    expect(isProcessAlive(identity)).toBe(false);
  });
});
