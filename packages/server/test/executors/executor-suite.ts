import { randomUUID } from 'node:crypto';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { Executor, StartRequest } from '../../src/executors/executor.ts';
import { waitFor } from '../support/wait-for.ts';

/** An executor on trial, and a look from outside at what it does. */
export interface ExecutorOnTrial {
  readonly executor: Executor;
  /** The same installation as another server process sees it. */
  another(): Executor;
  /** How many processes of the run there are. */
  countProcesses(runId: string): Promise<number>;
  /** What agents run: one that ends by itself, one that goes on, or one that goes on beside a trainer. */
  useAgent(name: 'ending' | 'idle' | 'starting' | 'withTrainer'): void;
  /** The environment that the agent of the run was given, once it has it. */
  environmentOf(runId: string): Promise<Readonly<Record<string, string>>>;
}

/** What holds for every executor. */
export function executorSuite(name: string, create: () => ExecutorOnTrial): void {
  const request = (): StartRequest => ({
    runId: randomUUID(),
    fence: 4,
    token: 'tyrun_secret',
    gpus: [{ id: 'slot-0', index: 0 }],
    gpuType: 'ADA_80_PLUS',
    gpuCount: 1,
    checkout: null,
  });
  const stateOf = async (executor: Executor, handle: string) =>
    (await executor.poll([handle])).get(handle)?.state;
  const isRunning = (executor: Executor, handle: string) =>
    waitFor('the agent to run', async () => (await stateOf(executor, handle)) === 'running');
  const isEnded = (executor: Executor, handle: string) =>
    waitFor('the agent to end', async () => (await stateOf(executor, handle)) === 'ended');
  const begin = async (trial: ExecutorOnTrial) => {
    const started = request();
    onTestFinished(async () => {
      await trial.executor.kill(started.runId, null);
      await trial.executor.discard(started.runId);
    });
    const handle = await trial.executor.start(started);
    return { started, handle };
  };

  describe(name, () => {
    test('a started agent runs, and knows its run, its token and its server', async () => {
      const trial = create();
      const { started, handle } = await begin(trial);
      await isRunning(trial.executor, handle);
      expect(await trial.environmentOf(started.runId)).toMatchObject({
        TRAINYARD_RUN_ID: started.runId,
        TRAINYARD_RUN_TOKEN: 'tyrun_secret',
        TRAINYARD_FENCE: '4',
        TRAINYARD_SERVER_URL: expect.stringMatching(/^http/),
      });
    });

    test('starting a run twice makes one agent and returns its handle', async () => {
      const trial = create();
      const { started, handle } = await begin(trial);
      await isRunning(trial.executor, handle);
      expect(await trial.another().start({ ...started, token: 'tyrun_other' })).toBe(handle);
      expect(await trial.countProcesses(started.runId)).toBe(1);
    });

    test('an agent that ends by itself is seen to have ended, with a reason', async () => {
      const trial = create();
      trial.useAgent('ending');
      const { handle } = await begin(trial);
      await isEnded(trial.executor, handle);
      expect((await trial.executor.poll([handle])).get(handle)).toMatchObject({
        reason: expect.stringMatching(/\w/),
      });
    });

    test('another server process finds an agent by its handle, and can kill it', async () => {
      const trial = create();
      const { started, handle } = await begin(trial);
      const other = trial.another();
      await isRunning(other, handle);
      await other.kill(started.runId, handle);
      expect(await trial.countProcesses(started.runId)).toBe(0);
      await isEnded(trial.executor, handle);
    });

    test('kill leaves no process of the run, wherever it has moved to', async () => {
      const trial = create();
      trial.useAgent('withTrainer');
      const { started, handle } = await begin(trial);
      await waitFor('three processes', async () => (await trial.countProcesses(started.runId)) === 3);
      await trial.executor.kill(started.runId, handle);
      expect(await trial.countProcesses(started.runId)).toBe(0);
    });

    test('a run can be killed without its handle, again, and before it was ever started', async () => {
      const trial = create();
      const { started } = await begin(trial);
      await trial.executor.kill(started.runId, null);
      expect(await trial.countProcesses(started.runId)).toBe(0);
      await trial.executor.kill(started.runId, null);
      await trial.executor.kill(randomUUID(), null);
    });

    test('killing one run leaves another alone', async () => {
      const trial = create();
      const first = await begin(trial);
      const second = await begin(trial);
      await trial.executor.kill(first.started.runId, first.handle);
      expect(await stateOf(trial.executor, second.handle)).toBe('running');
    });

    test('closing the executor leaves agents running', async () => {
      const trial = create();
      const { started, handle } = await begin(trial);
      await isRunning(trial.executor, handle);
      await trial.executor.close();
      expect(await trial.countProcesses(started.runId)).toBe(1);
    });

    test('discarding is idempotent', async () => {
      const { executor } = create();
      const runId = randomUUID();
      await executor.discard(runId);
      await executor.discard(runId);
    });
  });
}
