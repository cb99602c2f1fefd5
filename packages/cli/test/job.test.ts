import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, renameSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Fetch } from '@trainyard/core';
import { describe, expect, test } from 'vitest';
import { demoConfig } from '../src/demo/config.ts';
import { tempFolder } from './support/temp-folder.ts';
import { useServer } from './support/test-server.ts';
import { writePictures } from './support/write-pictures.ts';

const server = useServer();

/** A config of a few steps, for a dataset that is made with it. */
async function prepare(name: string, steps: number): Promise<{ folder: string; config: string }> {
  const folder = tempFolder();
  await writePictures(join(folder, 'pictures'), 2);
  await server.command(['dataset', 'upload', name, join(folder, 'pictures'), '--create']);
  const config = demoConfig({ name, dataset: name, steps })
    .replace(/save_every: \d+/, 'save_every: 2')
    .replace(/sample_every: \d+/, 'sample_every: 1000');
  writeFileSync(join(folder, 'job.yaml'), config);
  return { folder, config };
}

describe('a job that runs to its last step', () => {
  test('is submitted, followed, listed, read and downloaded by name', async () => {
    const { folder } = await prepare('whole', 4);
    const submitted = await server.command(
      ['job', 'submit', 'job.yaml', '--gpu-type', 'ADA_80_PLUS', '--wait'],
      {
        cwd: folder,
      },
    );
    expect(submitted.out).toMatch(/^The job "whole" ran to its last step, 4, after .+\.\n$/);
    expect(submitted.exitCode).toBe(0);

    const listed = await server.command(['job', 'list']);
    expect(listed.out).toMatch(/\nwhole +STOPPED +4\/4 +ADA_80_PLUS /);
    const shown = await server.command(['job', 'show', 'whole']);
    expect(shown.out).toMatch(/\nwhole\.safetensors +4 +\d/);
    const status = await server.command(['job', 'show', 'whole', '--json']);
    expect(JSON.parse(status.out)).toMatchObject({ name: 'whole', status: 'STOPPED', trainer: 'builtin' });

    const logs = await server.command(['job', 'logs', 'whole', '--follow']);
    expect(logs.exitCode).toBe(0);
    expect(logs.out).not.toBe('');
    const logsJson = await server.command(['job', 'logs', 'whole', '--json']);
    expect(JSON.parse(logsJson.out)).toMatchObject({ text: logs.out, complete: true });

    await downloads(folder);

    expect((await server.command(['job', 'cancel', 'whole'])).out).toContain('ran to its last step');
    expect((await server.command(['job', 'delete', 'whole'])).exitCode).toBe(0);
    expect((await server.command(['job', 'show', 'whole'])).err).toContain('There is no job "whole"');
  });

  /** What `job download` does, with the artifacts of the job above. */
  async function downloads(folder: string): Promise<void> {
    const first = await server.command(['job', 'download', 'whole'], { cwd: folder });
    expect(first.exitCode).toBe(0);
    const target = join(folder, 'whole');
    const path = join(target, 'whole.safetensors');
    expect(first.out).toContain(`${path}\n`);
    expect(readdirSync(target).sort()).toEqual([
      'config.yaml',
      'samples',
      'whole.safetensors',
      'whole_000000002.safetensors',
    ]);
    const result = await server.command(['job', 'show', 'whole', '--json']);
    expect(result.exitCode).toBe(0);
    const whole = readFileSync(path);

    const again = await server.command(['job', 'download', 'whole'], { cwd: folder });
    expect(again).toMatchObject({ exitCode: 0, out: '' });
    expect(again.err).toMatch(/Downloaded 0 files to \S+, \d+ already there\.\n$/);

    // Broken off in the middle: only the rest is fetched.
    renameSync(path, `${path}.part`);
    truncateSync(`${path}.part`, 1000);
    const ranges: unknown[] = [];
    const fetch: Fetch = (url, init) => {
      const { range } = (init?.headers ?? {}) as { range?: string };
      if (range !== undefined) ranges.push(range);
      return globalThis.fetch(url, init as RequestInit);
    };
    const continued = await server.command(['job', 'download', 'whole'], { cwd: folder, fetch });
    expect(continued).toMatchObject({ exitCode: 0, out: `${path}\n` });
    expect(ranges).toEqual(['bytes=1000-']);
    expect(hash(readFileSync(path))).toBe(hash(whole));

    // A part of another file: its hash shows it, and all is fetched again.
    renameSync(path, `${path}.part`);
    truncateSync(`${path}.part`, 0);
    writeFileSync(`${path}.part`, 'something else');
    expect((await server.command(['job', 'download', 'whole'], { cwd: folder })).exitCode).toBe(0);
    expect(hash(readFileSync(path))).toBe(hash(whole));

    // A file of the person's own is not replaced.
    writeFileSync(path, 'mine');
    const refused = await server.command(['job', 'download', 'whole'], { cwd: folder });
    expect(refused.exitCode).toBe(1);
    expect(refused.err).toContain(`${path} is there already, with other content, and was left alone.`);
    expect(readFileSync(path, 'utf8')).toBe('mine');
    expect(existsSync(`${path}.part`)).toBe(false);
  }
});

describe('a job that is cancelled', () => {
  test('ends, can be edited and resumed, and says how it stands', async () => {
    const { folder, config } = await prepare('stopped', 100_000);
    const submitted = await server.command([
      ...['job', 'submit', join(folder, 'job.yaml'), '--gpu-type', 'ADA_80_PLUS'],
    ]);
    expect(submitted.out).toMatch(/^Submitted the job "stopped" \([0-9a-f-]{36}\)\.\n/);
    await expect
      .poll(async () => (await server.command(['job', 'save', 'stopped'])).out, { timeout: 15_000 })
      .toBe('The job "stopped" was asked to write a checkpoint at its next step.\n');
    const sampled = await server.command(['job', 'sample', 'stopped', '--json']);
    expect(JSON.parse(sampled.out)).toMatchObject({ status: 'RUNNING' });
    const canceled = await server.command(['job', 'cancel', 'stopped', '--json']);
    expect(JSON.parse(canceled.out)).toMatchObject({ name: 'stopped' });
    await expect
      .poll(async () => (await server.command(['job', 'list', '--status', 'CANCELED'])).out, {
        timeout: 15_000,
      })
      .toContain('stopped');

    const late = await server.command(['job', 'save', 'stopped']);
    expect(late.err).toContain('The job is CANCELED; only a job that is RUNNING can be asked to save.');
    expect(late.exitCode).toBe(3);

    const shorter = config.replace('steps: 100000', 'steps: 3');
    const edited = await server.command(['job', 'edit', 'stopped', '-'], { stdin: shorter });
    expect(edited.out).toMatch(/^Replaced the config\. The job "stopped" was cancelled at step \d+ of 3\./);
    const renamed = await server.command(['job', 'edit', 'stopped', '-'], {
      stdin: shorter.replace('name: stopped', 'name: other'),
    });
    expect(renamed.err).toContain('42277');
    expect([1, 3]).toContain(renamed.exitCode);

    const resumed = await server.command(['job', 'resume', 'stopped', '--wait']);
    expect(resumed.out).toContain('The job "stopped" ran to its last step, 3');
    expect(resumed.exitCode).toBe(0);
    const wider = shorter.replace(/linear: \d+/, 'linear: 2');
    const warned = await server.command(['job', 'edit', 'stopped', '-'], { stdin: wider });
    expect(warned.err).toMatch(
      /RESUME_MISMATCH network\.linear is 2, but the checkpoint was made with \d+\./,
    );
    expect(warned.out).toMatch(/^Replaced the config\./);
    const refused = await server.command(['job', 'delete', 'no-such-job']);
    expect(refused.exitCode).toBe(3);
  });
});

describe('a config that is refused', () => {
  test('is shown with every finding at its line', async () => {
    const { folder, config } = await prepare('refused', 4);
    const bad = config.replace('lr: 1e-3', 'lr: fast').replace('arch: sdxl', 'batch: 1');
    writeFileSync(join(folder, 'job.yaml'), bad);
    const flags = ['job.yaml', '--gpu-type', 'ADA_80_PLUS'];
    const lineOf = (text: string): number => bad.split('\n').findIndex((line) => line.includes(text)) + 1;

    const submitted = await server.command(['job', 'submit', ...flags], { cwd: folder });
    expect([submitted.exitCode, submitted.out]).toEqual([1, '']);
    expect(submitted.err).toContain('job.yaml is refused. 42275 ');
    expect(submitted.err).toMatch(/\njob\.yaml:\d+:\d+ error 42275 MISSING_MODEL_ARCH /);
    expect(submitted.err).toMatch(
      new RegExp(`\\njob\\.yaml:${lineOf('lr: fast')}:\\d+ error 42274 INVALID_LEARNING_RATE `),
    );
    expect(submitted.err).toMatch(/\n +\d+ \| +lr: fast\n +\| +\^{4}\n/);

    const validated = await server.command(['job', 'validate', ...flags], { cwd: folder });
    expect(validated.exitCode).toBe(1);
    expect(validated.out).toContain('error 42274 INVALID_LEARNING_RATE');
    expect(validated.out).toMatch(/job\.yaml: would be refused, \d errors.*\.\n$/);

    const good = await server.command(['job', 'validate', '-', '--gpu-type', 'ADA_80_PLUS'], {
      stdin: config,
    });
    expect(good.out).toMatch(/<stdin>: would be accepted, /);
    expect(good.exitCode).toBe(0);
  });

  test('that does not exist is a fault of the command line', async () => {
    const outcome = await server.command(['job', 'submit', 'gone.yaml', '--gpu-type', 'ADA_80_PLUS']);
    expect(outcome).toMatchObject({ exitCode: 2, err: 'The config gone.yaml does not exist.\n' });
  });
});

function hash(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}
