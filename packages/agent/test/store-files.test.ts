import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { type Bench, manifestFile, openBench, type Script, scriptedAssignment } from './agent-under-test.ts';

let bench: Bench;
afterEach(() => bench.close());

describe('dataset files from a store', () => {
  const bytes = Buffer.alloc(300_000, 'some bytes ');
  const script: Script = [['list', 'datasets/cats/a.png'], ['progress', 10], ['finish']];
  const withFile = (file = manifestFile('a.png', bytes), name = 'cats') =>
    scriptedAssignment(script, { datasets: [{ name, revision: 1, files: [file] }] });

  test('that break off are taken up where they broke', async () => {
    bench = await openBench(withFile());
    bench.server.files.set('/files/a.png', bytes);
    bench.server.truncations.set('/files/a.png', { afterBytes: 100_000, times: 2 });
    await bench.startAgent().ended;
    expect(bench.server.reports.at(-1)).toMatchObject({ outcome: 'finished' });
    expect(bench.logText()).toContain('exists datasets/cats/a.png: true');
    const ranges = bench.server.requests
      .filter(({ path }) => path === '/files/a.png')
      .map(({ range }) => range);
    expect(ranges).toHaveLength(3);
    expect(ranges[0]).toBeUndefined();
    expect(ranges[1]).toMatch(/^bytes=\d+-$/);
  });

  test('whose links have run out are fetched by new ones', async () => {
    bench = await openBench(withFile());
    bench.server.files.set('/files/a.png', bytes);
    bench.server.claimsWithOldLinks = 1;
    await bench.startAgent().ended;
    expect(bench.server.reports.at(-1)).toMatchObject({ outcome: 'finished' });
    expect(bench.server.requests.filter(({ path }) => path.endsWith('/claim'))).toHaveLength(2);
  });

  test('whose new links are refused too fail the run', async () => {
    bench = await openBench(withFile());
    bench.server.claimsWithOldLinks = 9;
    await bench.startAgent().ended;
    expect(bench.reportsOf('ended')[0]?.message).toMatch(/its link was answered 403/);
    expect(bench.server.requests.filter(({ path }) => path.endsWith('/claim'))).toHaveLength(2);
  });

  test('are fetched where the local file is not the one', async () => {
    bench = await openBench(withFile(manifestFile('a.png', bytes, '/nowhere/at/all')));
    bench.server.files.set('/files/a.png', bytes);
    await bench.startAgent().ended;
    expect(bench.server.reports.at(-1)).toMatchObject({ outcome: 'finished' });
  });

  test('with other bytes than promised fail the run, and no trainer is started', async () => {
    bench = await openBench(withFile());
    bench.server.files.set('/files/a.png', Buffer.alloc(300_000, 'x'));
    await bench.startAgent().ended;
    expect(bench.server.reports.at(-1)).toMatchObject({ type: 'ended', outcome: 'failed', exit_code: null });
    expect(bench.reportsOf('ended')[0]?.message).toMatch(/a\.png arrived 3 times with other bytes/);
    expect(bench.reportsOf('started')).toEqual([]);
  });

  test('whose link is refused fail the run', async () => {
    bench = await openBench(withFile());
    await bench.startAgent().ended;
    expect(bench.reportsOf('ended')[0]?.message).toMatch(
      /a\.png cannot be fetched: its link was answered 404/,
    );
  });

  test.each([
    ['../x.png', 'cats'],
    ['/etc/x.png', 'cats'],
    ['a.png', '..'],
  ])('with the hostile name %j in dataset %j are refused', async (filename, name) => {
    bench = await openBench(withFile(manifestFile(filename, bytes), name));
    await bench.startAgent().ended;
    expect(bench.server.reports.at(-1)).toMatchObject({ outcome: 'failed' });
    expect(bench.reportsOf('ended')[0]?.message).toMatch(/which is not a plain file name/);
    expect((await readdir(join(bench.folder, 'run'))).sort()).toEqual(['agent.json']);
  });

  test('that are still coming are given up when the user cancels', async () => {
    bench = await openBench(withFile());
    bench.server.files.set('/files/a.png', bytes);
    bench.server.truncations.set('/files/a.png', { afterBytes: 10, times: 1_000_000 });
    const agent = bench.startAgent();
    await bench.waitFor('an attempt', () =>
      bench.server.requests.some(({ path }) => path === '/files/a.png'),
    );
    bench.server.command('stop');
    await agent.ended;
    expect(bench.server.reports.at(-1)).toMatchObject({ type: 'ended', outcome: 'stopped', step: 0 });
  });
});
