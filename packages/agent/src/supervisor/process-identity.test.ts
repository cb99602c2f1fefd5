import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { identifyChild, identifyProcess, isProcessAlive, type ProcessIdentity } from './process-identity.ts';
import { recordedIdentity, recordOf } from './process-record.ts';
import { readStat, startInPs } from './process-start.ts';

function self(): ProcessIdentity {
  const identity = identifyProcess(process.pid);
  if (identity === null) throw new Error('This process runs.');
  return identity;
}

describe('the identity of a process', () => {
  test('the start time is field 22, whatever the command is called', () => {
    const fields = Array.from({ length: 30 }, (_, index) => `f${index + 4}`).join(' ');
    expect(readStat(`12 (a) b) c ( d) S ${fields}`)).toMatchObject({ state: 'S', startTime: 'f22' });
  });

  test('this process is alive, and another one with its number is not it', () => {
    expect(isProcessAlive(self())).toBe(true);
    expect(isProcessAlive({ ...self(), startTime: '1' })).toBe(false);
    expect(isProcessAlive({ ...self(), bootId: 'another boot' })).toBe(false);
  });

  test('a process that has ended is not alive, buried or not, and has an identity that no process has', async () => {
    const child = spawn(process.execPath, ['-e', 'process.stdin.resume()']);
    const pid = child.pid ?? 0;
    const identity = identifyChild(pid);
    expect(isProcessAlive(identity)).toBe(true);
    expect(startInPs(pid)).not.toBeNull();
    const exited = once(child, 'exit');
    child.kill('SIGKILL');
    // Until the event loop turns, this process has not buried its child: it is a zombie.
    while (!readFileSync(`/proc/${pid}/stat`, 'latin1').includes(') Z '));
    expect([isProcessAlive(identity), identifyProcess(pid), startInPs(pid)]).toEqual([false, null, null]);
    expect(isProcessAlive(identifyChild(pid))).toBe(false);
    await exited;
    expect([isProcessAlive(identity), startInPs(pid)]).toEqual([false, null]);
  });

  test('without /proc it is the date of ps, the same in every language and zone', () => {
    const shown = startInPs(process.pid);
    expect(Math.abs(Date.parse(`${shown} UTC`) - (Date.now() - process.uptime() * 1000))).toBeLessThan(
      60_000,
    );
    const { TZ, LC_ALL } = process.env;
    Object.assign(process.env, { TZ: 'Asia/Tokyo', LC_ALL: 'de_DE.UTF-8' });
    try {
      expect(startInPs(process.pid)).toBe(shown);
    } finally {
      for (const [name, value] of Object.entries({ TZ, LC_ALL })) {
        if (value === undefined) delete process.env[name];
        else process.env[name] = value;
      }
    }
  });

  test('what was written down of a process names it again; what cannot be read names none', () => {
    expect(recordedIdentity(JSON.stringify(self()))).toEqual(self());
    expect(recordedIdentity(JSON.stringify({ run_id: 'r', ...recordOf(self()) }))).toEqual(self());
    const unreadable = [
      '',
      'not json',
      'null',
      '[]',
      '{"pid":',
      '{"pid": 1, "start_time": "1", "boot_id": null}',
    ];
    for (const text of unreadable) expect(recordedIdentity(text)).toBeNull();
    expect(recordedIdentity('{"pid": 7, "start_time": null, "boot_id": null}')).toBeNull();
  });
});
