import { readdirSync, writeFileSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import {
  type Bench,
  exists,
  manifestFile,
  openBench,
  type Script,
  scriptedAssignment,
} from './agent-under-test.ts';
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
const stepsReported = () =>
  bench.reportsOf('progress').flatMap((report) => report.metrics.map((point) => point.step));
const trainerPid = () => bench.reportsOf('started')[0]?.pid ?? 0;
const hasStep = (step: number) => () => stepsReported().includes(step);
const stagedFiles = () => readdirSync(join(bench.folder, 'run', 'staging'));
const last = () => bench.server.reports.at(-1);

/** Opens a bench whose script may name files in the bench's folder. */
async function openLongRun(): Promise<Bench> {
  const opened = await openBench(scriptedAssignment([]));
  const script = longRun(opened.folder);
  opened.server.assignment = { ...scriptedAssignment(script) };
  return opened;
}

describe('a server that fails', () => {
  test('is told everything once it is back, in order and without doubles', async () => {
    bench = await openLongRun();
    const agent = bench.startAgent();
    await bench.waitFor('three steps', hasStep(3));
    bench.server.isDown = true;
    writeFileSync(join(bench.folder, 'go'), '');
    await bench.waitFor('the trainer to end', () => !exists(trainerPid()));
    expect(stepsReported()).toEqual([1, 2, 3]);
    bench.server.isDown = false;
    expect((await agent.ended).code).toBe(0);
    expect(stepsReported()).toEqual(allSteps);
    expect(bench.logText()).toContain('while nobody listened\n');
    expect(bench.server.artifacts.get('checkpoint-my_lora_000000008.safetensors')?.isPublished).toBe(true);
    expect(last()).toMatchObject({ type: 'ended', outcome: 'finished' });
  });

  test('after it did the work but before it answered, is sent the same again', async () => {
    bench = await openLongRun();
    const agent = bench.startAgent();
    await bench.waitFor('three steps', hasStep(3));
    bench.server.losesAnswers = true;
    writeFileSync(join(bench.folder, 'go'), '');
    await bench.waitFor('later steps', hasStep(8));
    bench.server.losesAnswers = false;
    await agent.ended;
    expect(stepsReported()).toEqual(allSteps);
    expect(last()).toMatchObject({ type: 'ended', outcome: 'finished' });
  });

  test('with 503 now and then is asked again', async () => {
    bench = await openLongRun();
    bench.server.faults = 2;
    const agent = bench.startAgent();
    await bench.waitFor('three steps', hasStep(3));
    bench.server.faults = 3;
    writeFileSync(join(bench.folder, 'go'), '');
    await agent.ended;
    expect(stepsReported()).toEqual(allSteps);
    expect(last()).toMatchObject({ type: 'ended', outcome: 'finished' });
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
    expect(stepsReported()).toEqual(allSteps);
    expect(last()).toMatchObject({ type: 'ended', outcome: 'finished' });
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
    expect(exists(trainerPid())).toBe(false);
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
    await bench.waitFor('three steps', hasStep(3));
    writeFileSync(join(bench.folder, 'go'), '');
    const codes = await Promise.all(agents.map((agent) => agent.ended));
    expect(codes.map(({ code }) => code)).toEqual([0, 0]);
    expect(bench.reportsOf('started')).toHaveLength(1);
    expect(stepsReported()).toEqual(allSteps);
    expect(agents.filter((agent) => agent.log().includes('Another agent has the run'))).toHaveLength(1);
  });
});

describe('stopping', () => {
  test('by command lets the trainer end by itself', async () => {
    bench = await openBench(scriptedAssignment([['progress', 3], ['forever']]));
    const agent = bench.startAgent();
    await bench.waitFor('three steps', hasStep(3));
    bench.server.command('stop');
    await agent.ended;
    expect(last()).toMatchObject({ type: 'ended', outcome: 'stopped', step: 3, exit_code: 3, signal: null });
  });

  test('a trainer that does not listen ends in a kill of its whole group', async () => {
    bench = await openBench(
      scriptedAssignment([['progress', 3], ['grandchild'], ['ignoreStops'], ['forever']], {
        stop_grace_ms: 200,
      }),
    );
    const agent = bench.startAgent();
    await bench.waitFor('a grandchild', () => /grandchild \d+/.test(bench.logText()));
    bench.server.command('stop');
    await agent.ended;
    expect(last()).toMatchObject({
      type: 'ended',
      outcome: 'stopped',
      signal: 'SIGKILL',
      message: 'The trainer did not stop when asked and was killed at step 3 of 10.',
    });
    const grandchild = Number(/grandchild (\d+)/.exec(bench.logText())?.[1]);
    await bench.waitFor('the grandchild to end', () => !exists(grandchild));
  });

  test('a command that comes again and again is done once', async () => {
    bench = await openBench(
      scriptedAssignment([
        ['hear', 'save_now'],
        ['hear', 'sample_now'],
        ['err', 'heard both\n'],
        ['progress', 10],
        ['finish'],
      ]),
    );
    const agent = bench.startAgent();
    await bench.waitFor('the start', () => trainerPid() > 0);
    bench.server.command('save_now');
    bench.server.command('sample_now');
    await agent.ended;
    expect(bench.logText()).toContain('heard both');
    expect(last()).toMatchObject({ outcome: 'finished' });
  });

  test('the agent by SIGTERM stops the trainer and is reported', async () => {
    bench = await openBench(scriptedAssignment([['progress', 3], ['forever']]));
    const agent = bench.startAgent();
    await bench.waitFor('three steps', hasStep(3));
    agent.process.kill('SIGTERM');
    expect((await agent.ended).code).toBe(0);
    expect(last()).toMatchObject({ type: 'ended', outcome: 'killed', step: 3 });
    expect(bench.reportsOf('ended')[0]?.message).toContain('The agent was asked to stop');
  });

  test('the agent by SIGKILL lets the trainer stop by itself', async () => {
    bench = await openBench(scriptedAssignment([['progress', 3], ['forever']]));
    const agent = bench.startAgent();
    await bench.waitFor('three steps', hasStep(3));
    agent.process.kill('SIGKILL');
    await agent.ended;
    await bench.waitFor('the trainer to end', () => !exists(trainerPid()));
  });
});

describe('a trainer that fails', () => {
  test.each<{ what: string; script: Script; end: object; message: RegExp }>([
    {
      what: 'by a signal',
      script: [
        ['progress', 4],
        ['kill', 'SIGKILL'],
      ],
      end: { outcome: 'killed', step: 4, exit_code: null, signal: 'SIGKILL' },
      message: /killed by SIGKILL at step 4 of 10.*memory/,
    },
    {
      what: 'in words that hold a secret and a private path',
      script: [
        ['progress', 1],
        ['fail', 'hf_secret opened nothing'],
        ['exit', 1],
      ],
      end: { outcome: 'failed', step: 1, exit_code: 1 },
      message: /^\[redacted\] opened nothing$/,
    },
    {
      what: 'without a word',
      script: [
        ['err', 'Traceback\nValueError: x'],
        ['exit', 7],
      ],
      end: { outcome: 'failed', exit_code: 7 },
      message: /exit code 7 at step 0 of 10.*\nTraceback\nValueError: x$/,
    },
    {
      what: 'by ending too early',
      script: [['progress', 9], ['finish']],
      end: { outcome: 'failed', step: 9, exit_code: 0 },
      message: /by itself at step 9 of 10/,
    },
    {
      what: 'after printing garbage',
      script: [
        ['raw', 'gar\u0007bage\n{"event":"progress","step":"x"}\n{"event":"\n\u0000{}[]\nnull\n'],
        ['exit', 0],
      ],
      end: { outcome: 'failed', step: 0 },
      message: /garbage\n/,
    },
  ])('$what', async ({ script, end, message }) => {
    bench = await openBench(scriptedAssignment(script, { secrets: { HF_TOKEN: 'hf_secret' } }));
    expect((await bench.startAgent().ended).code).toBe(0);
    expect(last()).toMatchObject({ type: 'ended', ...end });
    expect(bench.reportsOf('ended')[0]?.message).toMatch(message);
  });

  test('a trainer that this agent does not have fails the run in words', async () => {
    bench = await openBench(scriptedAssignment([], { trainer: 'ai-toolkit' }));
    await bench.startAgent({ entry: (await import('../src/index.ts')).agentProgram.entry }).ended;
    expect(last()).toMatchObject({
      outcome: 'failed',
      message: 'This agent has no trainer called "ai-toolkit".',
    });
    expect(bench.reportsOf('started')).toEqual([]);
  });
});

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
    await bench.waitFor('the trainer to end', () => !exists(trainerPid()));
    bench.server.isDown = false;
    await agent.ended;
    expect([...bench.server.artifacts.keys()].sort()).toEqual([
      'checkpoint-a_1.safetensors',
      'checkpoint-a_3.safetensors',
      'config-config.yaml',
      'sample-1.jpg',
    ]);
    expect(bench.reportsOf('artifact_removed').map(({ filename }) => filename)).toEqual(['a_2.safetensors']);
    expect(last()).toMatchObject({ outcome: 'finished' });
  });

  test('from outside the run are not published, and the log says so', async () => {
    bench = await openBench(scriptedAssignment([['outside', '/etc/passwd'], ['progress', 10], ['finish']]));
    await bench.startAgent().ended;
    expect(bench.server.artifacts.has('sample-passwd')).toBe(false);
    expect(bench.logText()).toContain('The sample passwd was not stored: it lies outside the run');
    expect(last()).toMatchObject({ outcome: 'finished' });
  });
});

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
    expect(last()).toMatchObject({ outcome: 'finished' });
    expect(bench.logText()).toContain('exists datasets/cats/a.png: true');
    const ranges = bench.server.requests
      .filter(({ path }) => path === '/files/a.png')
      .map(({ range }) => range);
    expect(ranges).toHaveLength(3);
    expect(ranges[0]).toBeUndefined();
    expect(ranges[1]).toMatch(/^bytes=\d+-$/);
  });

  test('are fetched where the local file is not the one', async () => {
    bench = await openBench(withFile(manifestFile('a.png', bytes, '/nowhere/at/all')));
    bench.server.files.set('/files/a.png', bytes);
    await bench.startAgent().ended;
    expect(last()).toMatchObject({ outcome: 'finished' });
  });

  test('with other bytes than promised fail the run, and no trainer is started', async () => {
    bench = await openBench(withFile());
    bench.server.files.set('/files/a.png', Buffer.alloc(300_000, 'x'));
    await bench.startAgent().ended;
    expect(last()).toMatchObject({ type: 'ended', outcome: 'failed', exit_code: null });
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
    [manifestFile('../x.png', bytes), 'cats'],
    [manifestFile('/etc/x.png', bytes), 'cats'],
    [manifestFile('a.png', bytes), '..'],
  ])('with the hostile name %j in dataset %j are refused', async (file, name) => {
    bench = await openBench(withFile(file, name));
    await bench.startAgent().ended;
    expect(last()).toMatchObject({ outcome: 'failed' });
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
    expect(last()).toMatchObject({ type: 'ended', outcome: 'stopped', step: 0 });
  });
});
