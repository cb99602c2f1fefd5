import { afterEach, describe, expect, test } from 'vitest';
import { type Bench, exists, openBench, scriptedAssignment } from './agent-under-test.ts';

let bench: Bench;
afterEach(() => bench.close());

describe('stopping', () => {
  test('by command lets the trainer end by itself', async () => {
    bench = await openBench(scriptedAssignment([['progress', 3], ['forever']]));
    const agent = bench.startAgent();
    await bench.waitFor('three steps', () => bench.steps().includes(3));
    bench.server.command('stop');
    await agent.ended;
    expect(bench.server.reports.at(-1)).toMatchObject({
      type: 'ended',
      outcome: 'stopped',
      step: 3,
      exit_code: 3,
      signal: null,
    });
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
    expect(bench.server.reports.at(-1)).toMatchObject({
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
    await bench.waitFor('the start', () => bench.trainerPid() > 0);
    bench.server.command('save_now');
    bench.server.command('sample_now');
    await agent.ended;
    expect(bench.logText()).toContain('heard both');
    expect(bench.server.reports.at(-1)).toMatchObject({ outcome: 'finished' });
  });

  test('the agent by SIGTERM stops the trainer and is reported', async () => {
    bench = await openBench(scriptedAssignment([['progress', 3], ['forever']]));
    const agent = bench.startAgent();
    await bench.waitFor('three steps', () => bench.steps().includes(3));
    agent.process.kill('SIGTERM');
    expect((await agent.ended).code).toBe(0);
    expect(bench.server.reports.at(-1)).toMatchObject({ type: 'ended', outcome: 'killed', step: 3 });
    expect(bench.reportsOf('ended')[0]?.message).toContain('The agent was asked to stop');
  });

  test('the agent by SIGKILL lets the trainer stop by itself', async () => {
    bench = await openBench(scriptedAssignment([['progress', 3], ['forever']]));
    const agent = bench.startAgent();
    await bench.waitFor('three steps', () => bench.steps().includes(3));
    agent.process.kill('SIGKILL');
    await agent.ended;
    await bench.waitFor('the trainer to end', () => !exists(bench.trainerPid()));
  });
});
