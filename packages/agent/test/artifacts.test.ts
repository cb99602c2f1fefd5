import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { type Bench, exists, openBench, scriptedAssignment } from './agent-under-test.ts';

let bench: Bench;
afterEach(() => bench.close());

const stagedFiles = () =>
  readdirSync(join(bench.folder, 'run', 'staging')).filter((name) => !name.endsWith('.json'));

describe('artifacts', () => {
  test('that the trainer removes are reported removed', async () => {
    bench = await openBench(
      scriptedAssignment([
        ['checkpoint', { file: 'a_1.safetensors', size: 100 }],
        ['hear', 'save_now'],
        ['remove', 'a_1.safetensors'],
        ['progress', 10],
        ['finish'],
      ]),
    );
    const agent = bench.startAgent();
    await bench.waitFor(
      'the checkpoint',
      () => bench.server.artifacts.get('checkpoint-a_1.safetensors')?.isPublished === true,
    );
    bench.server.command('save_now');
    await agent.ended;
    expect(bench.reportsOf('artifact_removed')).toMatchObject([
      { kind: 'checkpoint', filename: 'a_1.safetensors' },
    ]);
  });

  test('that the trainer removes while the server is away do not travel, and the others are not lost', async () => {
    bench = await openBench(scriptedAssignment([]));
    const go = join(bench.folder, 'go');
    bench.server.assignment = scriptedAssignment([
      ['until', go],
      ['sample', { file: 'samples/1.jpg', index: 0 }],
      ['checkpoint', { file: 'a_1.safetensors', size: 100 }],
      ['checkpoint', { file: 'a_2.safetensors', size: 100 }],
      ['checkpoint', { file: 'a_3.safetensors', size: 100 }],
      ['until', `${go}-on`],
      ['remove', 'a_2.safetensors'],
      ['progress', 10],
      ['finish'],
    ]);
    const agent = bench.startAgent();
    await bench.waitFor(
      'the config',
      () => bench.server.artifacts.get('config-config.yaml')?.isPublished === true,
    );
    bench.server.isDown = true;
    writeFileSync(go, '');
    await bench.waitFor('three checkpoints on their way', () => stagedFiles().length === 4);
    writeFileSync(`${go}-on`, '');
    await bench.waitFor('the trainer to end', () => !exists(bench.trainerPid()));
    bench.server.isDown = false;
    await agent.ended;
    expect([...bench.server.artifacts.keys()].sort()).toEqual([
      'checkpoint-a_1.safetensors',
      'checkpoint-a_3.safetensors',
      'config-config.yaml',
      'sample-1.jpg',
    ]);
    expect(bench.reportsOf('artifact_removed').map(({ filename }) => filename)).toEqual(['a_2.safetensors']);
    expect(bench.server.reports.at(-1)).toMatchObject({ outcome: 'finished' });
  });

  test('that the trainer rotates away stay with the server until it has the next checkpoint', async () => {
    bench = await openBench(
      scriptedAssignment([
        ['optimizer', { file: 'optimizer/1.safetensors', size: 100 }],
        ['checkpoint', { file: 'a_1.safetensors', size: 100 }],
        ['hear', 'save_now'],
        ['progress', 10],
        ['optimizer', { file: 'optimizer/2.safetensors', size: 100 }],
        ['checkpoint', { file: 'a_2.safetensors', size: 100 }],
        ['remove', 'a_1.safetensors'],
        ['remove', 'optimizer/1.safetensors'],
        ['err', 'rotated\n'],
        ['hear', 'sample_now'],
        ['finish'],
      ]),
    );
    const agent = bench.startAgent();
    const isPublished = (id: string) => bench.server.artifacts.get(id)?.isPublished === true;
    await bench.waitFor('the first checkpoint', () => isPublished('checkpoint-a_1.safetensors'));
    bench.server.isStoreDown = true;
    bench.server.command('save_now');
    await bench.waitFor('the rotation', () =>
      bench.reportsOf('log').some(({ text }) => text.includes('rotated')),
    );
    expect(bench.reportsOf('artifact_removed')).toEqual([]);

    bench.server.isStoreDown = false;
    await bench.waitFor('the removals', () => bench.reportsOf('artifact_removed').length === 2);
    expect(isPublished('checkpoint-a_2.safetensors')).toBe(true);
    bench.server.command('sample_now');
    await agent.ended;
  });

  test('from outside the run are not published, and the log says so', async () => {
    bench = await openBench(scriptedAssignment([['outside', '/etc/passwd'], ['progress', 10], ['finish']]));
    await bench.startAgent().ended;
    expect(bench.server.artifacts.has('sample-passwd')).toBe(false);
    expect(bench.logText()).toContain('The sample passwd was not stored: it lies outside the run');
    expect(bench.server.reports.at(-1)).toMatchObject({ outcome: 'finished' });
  });

  test('that are still on their way when the user cancels do not change how the trainer ended', async () => {
    bench = await openBench(
      scriptedAssignment([
        ['progress', 2],
        ['checkpoint', { file: 'a_1.safetensors', size: 100 }],
        ['fail', 'It broke.'],
        ['exit', 1],
      ]),
    );
    bench.server.isStoreDown = true;
    const agent = bench.startAgent();
    await bench.waitFor('the checkpoint', () => bench.server.artifacts.has('checkpoint-a_1.safetensors'));
    await bench.waitFor('the trainer to end', () => bench.trainerPid() > 0 && !exists(bench.trainerPid()));
    bench.server.command('stop');
    const reportsSent = () => bench.server.requests.filter(({ path }) => path.endsWith('/reports')).length;
    const before = reportsSent();
    await bench.waitFor('the command to be heard', () => reportsSent() > before + 1);
    bench.server.isStoreDown = false;
    await agent.ended;
    expect(bench.server.reports.at(-1)).toMatchObject({ outcome: 'failed', message: 'It broke.' });
    expect(bench.server.artifacts.get('checkpoint-a_1.safetensors')?.isPublished).toBe(true);
  });
});
