import { fork } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { forkValidator } from '../../src/media/fork-validator.ts';
import { createValidatorPool } from '../../src/media/validator-pool.ts';
import { forkSource } from '../support/run-source.ts';
import { tempFolder } from '../support/temp-folder.ts';

type Fork = Parameters<typeof createValidatorPool>[0]['fork'];

function poolOfCrashers(size: number, timeoutMs = 60_000, failing: readonly Fork[] = []) {
  let started = 0;
  const pool = createValidatorPool({
    size,
    timeoutMs,
    restartDelayMs: 10,
    fork: () => {
      started++;
      const fail = failing[started - 1];
      if (fail !== undefined) return fail();
      return forkSource(new URL('./crashing-validator.ts', import.meta.url), []);
    },
  });
  onTestFinished(() => pool.close());
  const folder = tempFolder();
  const file = (name: string, content: string) => {
    const path = join(folder, name);
    writeFileSync(path, content);
    return { path, kind: 'image' as const };
  };
  return { pool, file, started: () => started };
}

describe('the validator pool', () => {
  test('a file that takes down two processes is broken, and the files around it are looked into', async () => {
    const { pool, file, started } = poolOfCrashers(2);
    const verdicts = await Promise.all(
      ['ok', 'crash', 'ok', 'ok'].map((content, i) => pool.validate(file(`${i}.png`, content))),
    );
    expect(verdicts.map(({ broken }) => broken)).toEqual([false, true, false, false]);
    expect(verdicts[1]).toMatchObject({ reason: expect.stringMatching(/crashed/) });
    expect(started()).toBeGreaterThanOrEqual(4);
  });

  test('a decoder that does not come to an end is ended', async () => {
    const { pool, file } = poolOfCrashers(1, 1000);
    expect(await pool.validate(file('a.png', 'hang'))).toMatchObject({ broken: true });
    expect(await pool.validate(file('b.png', 'ok'))).toMatchObject({ broken: false });
  });

  /** What a system says that has no room for another process: at once, or a moment later and without an exit. */
  const failures: readonly (readonly [how: string, fork: Fork])[] = [
    [
      'by a throw',
      () => {
        throw Object.assign(new Error('spawn EAGAIN'), { code: 'EAGAIN' });
      },
    ],
    [
      'by an error',
      () => fork('program', [], { execPath: '/nowhere/node', stdio: ['ignore', 'ignore', 'ignore', 'ipc'] }),
    ],
  ];
  for (const [how, failing] of failures) {
    test(`a process that could not be started (${how}) is replaced, and the files wait for it`, async () => {
      const { pool, file, started } = poolOfCrashers(1, 60_000, [failing, failing]);
      expect(await pool.validate(file('a.png', 'ok'))).toMatchObject({ broken: false });
      expect(started()).toBe(3);
    });

    test(`closing does not wait for processes that could not be started (${how})`, async () => {
      const { pool, file } = poolOfCrashers(
        2,
        60_000,
        Array.from({ length: 50 }, () => failing),
      );
      const waiting = pool.validate(file('a.png', 'ok'));
      await Promise.all([expect(waiting).rejects.toThrow(/stopped/), pool.close()]);
    });
  }

  test('closing rejects what is under way and what waits, and leaves no process', async () => {
    const { pool, file } = poolOfCrashers(1);
    const first = await pool.validate(file('a.png', 'ok'));
    const pid = first.broken ? 0 : (first.facts.width ?? 0);
    const all = [pool.validate(file('b.png', 'hang')), pool.validate(file('c.png', 'ok'))];
    const settled = Promise.allSettled(all);
    await pool.close();
    expect((await settled).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(() => process.kill(pid, 0)).toThrow(/ESRCH/);
    await expect(pool.validate(file('d.png', 'ok'))).rejects.toThrow(/stopped/);
  });
});

test('a validator whose server died while it started ends without a complaint', async () => {
  const validator = forkValidator();
  validator.disconnect();
  const [exitCode] = await once(validator, 'exit');
  expect(exitCode).toBe(0);
});
