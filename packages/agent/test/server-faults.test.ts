import { renameSync, writeFileSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { type Bench, exists, openBench, type Script, scriptedAssignment } from './agent-under-test.ts';
import { startRunServer } from './run-server.ts';

let bench: Bench;
afterEach(() => bench.close());

/** Three of ten steps, and the rest once the file `go` is there. */
function longRun(folder: string): Script {
  return [
    ['progress', 3],
    ['until', join(folder, 'go')],
    ['progress', 8],
    ['checkpoint', { file: 'my_lora_000000008.safetensors', size: 100_000 }],
    ['err', 'while nobody listened\n'],
    ['progress', 10],
    ['checkpoint', { file: 'my_lora.safetensors', size: 100 }],
    ['finish'],
  ];
}

const allSteps = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10];

/** Opens a bench whose script may name files in the bench's folder. */
async function openLongRun(): Promise<Bench> {
  const opened = await openBench(scriptedAssignment([]));
  const script = longRun(opened.folder);
  opened.server.assignment = { ...scriptedAssignment(script) };
  return opened;
}

describe('a server that fails', () => {
  test('and whose data folder is gone is not waited for: the agent ends with its trainer', async () => {
    bench = await openLongRun();
    const agent = bench.startAgent();
    await bench.waitFor('three steps', () => bench.steps().includes(3));
    const trainer = bench.trainerPid();
    bench.server.isDown = true;
    // At once, whatever the agent writes into it meanwhile.
    renameSync(join(bench.folder, 'run'), join(bench.folder, 'removed'));
    expect((await agent.ended).code).toBe(1);
    expect(exists(trainer)).toBe(false);
  });

  test('is told everything once it is back, in order and without doubles', async () => {
    bench = await openLongRun();
    const agent = bench.startAgent();
    await bench.waitFor('three steps', () => bench.steps().includes(3));
    bench.server.isDown = true;
    writeFileSync(join(bench.folder, 'go'), '');
    await bench.waitFor('the trainer to end', () => !exists(bench.trainerPid()));
    expect(bench.steps()).toEqual([1, 2, 3]);
    bench.server.isDown = false;
    expect((await agent.ended).code).toBe(0);
    expect(bench.steps()).toEqual(allSteps);
    expect(bench.logText()).toContain('while nobody listened\n');
    expect(bench.server.artifacts.get('checkpoint-my_lora_000000008.safetensors')?.isPublished).toBe(true);
    expect(bench.server.reports.at(-1)).toMatchObject({ type: 'ended', outcome: 'finished' });
  });

  test('and whose port another program has meanwhile is waited for, whatever that program answers', async () => {
    bench = await openLongRun();
    const agent = bench.startAgent();
    await bench.waitFor('three steps', () => bench.steps().includes(3));
    bench.server.isReplaced = true;
    const before = bench.server.requests.length;
    await bench.waitFor('calls to the other program', () => bench.server.requests.length > before + 3);
    expect(exists(bench.trainerPid())).toBe(true);
    writeFileSync(join(bench.folder, 'go'), '');
    bench.server.isReplaced = false;
    expect((await agent.ended).code).toBe(0);
    expect(bench.steps()).toEqual(allSteps);
    expect(bench.server.reports.at(-1)).toMatchObject({ type: 'ended', outcome: 'finished' });
  });

  test('after it did the work but before it answered, is sent the same again', async () => {
    bench = await openLongRun();
    const agent = bench.startAgent();
    await bench.waitFor('three steps', () => bench.steps().includes(3));
    bench.server.losesAnswers = true;
    writeFileSync(join(bench.folder, 'go'), '');
    await bench.waitFor('later steps', () => bench.steps().includes(8));
    bench.server.losesAnswers = false;
    await agent.ended;
    expect(bench.steps()).toEqual(allSteps);
    expect(bench.server.reports.at(-1)).toMatchObject({ type: 'ended', outcome: 'finished' });
  });

  test('with 503 now and then is asked again', async () => {
    bench = await openLongRun();
    bench.server.faults = 2;
    const agent = bench.startAgent();
    await bench.waitFor('three steps', () => bench.steps().includes(3));
    bench.server.faults = 3;
    writeFileSync(join(bench.folder, 'go'), '');
    await agent.ended;
    expect(bench.steps()).toEqual(allSteps);
    expect(bench.server.reports.at(-1)).toMatchObject({ type: 'ended', outcome: 'finished' });
  });

  test('is found where it came back, by the file that holds its address', async () => {
    bench = await openLongRun();
    const addressFile = join(bench.folder, 'address');
    const before = await startRunServer(bench.server.assignment);
    writeFileSync(addressFile, before.url);
    const agent = bench.startAgent({ serverUrl: before.url, serverUrlFile: addressFile });
    await bench.waitFor('a claim at the old place', () => before.reports.length > 0);
    await before.close();
    for (const report of before.reports) bench.server.reports.push(report);
    bench.server.skipTo(before.reports.length);
    writeFileSync(addressFile, `${bench.server.url}/\n`);
    writeFileSync(join(bench.folder, 'go'), '');
    expect((await agent.ended).code).toBe(0);
    expect(bench.steps()).toEqual(allSteps);
    expect(bench.server.reports.at(-1)).toMatchObject({ type: 'ended', outcome: 'finished' });
  });
});

describe('a run that is taken away', () => {
  test.each([409, 401, 404])('ends its trainer and its agent at once on %i', async (status) => {
    bench = await openBench(
      scriptedAssignment([['progress', 3], ['grandchild'], ['ignoreStops'], ['forever']]),
    );
    const agent = bench.startAgent();
    await bench.waitFor('a grandchild', () => /grandchild \d+/.test(bench.logText()));
    const grandchild = Number(/grandchild (\d+)/.exec(bench.logText())?.[1]);
    bench.server.refuseWith = status;
    expect((await agent.ended).code).toBe(0);
    expect(exists(bench.trainerPid())).toBe(false);
    await bench.waitFor('the grandchild to end', () => !exists(grandchild));
    expect(bench.reportsOf('ended')).toEqual([]);
  });

  test('before it began is not begun', async () => {
    bench = await openBench(scriptedAssignment([['forever']]));
    bench.server.refuseWith = 409;
    const agent = bench.startAgent();
    expect((await agent.ended).code).toBe(0);
    expect(bench.server.reports).toEqual([]);
    expect(await readdir(join(bench.folder, 'run'))).toEqual(['agent.json']);
  });

  test('goes to one of two agents of the same machine', async () => {
    bench = await openLongRun();
    const agents = [bench.startAgent(), bench.startAgent()];
    await bench.waitFor('three steps', () => bench.steps().includes(3));
    writeFileSync(join(bench.folder, 'go'), '');
    const codes = await Promise.all(agents.map((agent) => agent.ended));
    expect(codes.map(({ code }) => code)).toEqual([0, 0]);
    expect(bench.reportsOf('started')).toHaveLength(1);
    expect(bench.steps()).toEqual(allSteps);
    expect(agents.filter((agent) => agent.log().includes('Another agent has the run'))).toHaveLength(1);
  });
});
