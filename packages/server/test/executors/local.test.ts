import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, readFileSync, readlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { identifyProcess } from '@trainyard/agent';
import { expect, onTestFinished, test } from 'vitest';
import { createLocalExecutor } from '../../src/executors/local.ts';
import { cpuSlots } from '../../src/gpus/cpu-slots.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { waitFor } from '../support/wait-for.ts';
import { agentProgram } from './agent-programs.ts';
import { type ExecutorOnTrial, executorSuite } from './executor-suite.ts';

const runId = '11111111-2222-4333-8444-555555555555';

function createTrial(): ExecutorOnTrial & { runsFolder: string } {
  const folder = tempFolder();
  const runsFolder = join(folder, 'runs');
  let entry = agentProgram(folder, 'idle');
  const create = () =>
    createLocalExecutor({
      node: 'test',
      gpus: cpuSlots(null, 2),
      runsFolder,
      get agentEntry() {
        return entry;
      },
      serverUrl: () => 'http://127.0.0.1:1',
      serverUrlFile: null,
      environment: { PATH: process.env['PATH'], AWS_SECRET_ACCESS_KEY: 'not for agents' },
    });
  return {
    runsFolder,
    executor: create(),
    another: create,
    useAgent: (name) => {
      entry = agentProgram(folder, name);
    },
    countProcesses: async (id) => processesOf(id).length,
    environmentOf: (id) =>
      waitFor('the environment of the agent', () => {
        const text = readIfThere(join(runsFolder, id, 'told.json'));
        return text === null ? null : (JSON.parse(text) as Record<string, string>);
      }),
  };
}

function readIfThere(file: string): string | null {
  return (existsSync(file) && readFileSync(file, 'utf8')) || null;
}

/** By the environment, as the kernel shows it; one that has ended has none. */
function processesOf(id: string): number[] {
  return readdirSync('/proc')
    .map(Number)
    .filter((pid) => {
      try {
        return readFileSync(`/proc/${pid}/environ`, 'latin1').split('\0').includes(`TRAINYARD_RUN_ID=${id}`);
      } catch {
        return false;
      }
    });
}

executorSuite('the local executor', createTrial);

const request = {
  runId,
  fence: 1,
  token: 't',
  gpus: [],
  gpuType: 'ADA_80_PLUS',
  gpuCount: 1,
  checkout: null,
};

test('an agent gets nothing of the environment of the server beyond a table', async () => {
  const trial = createTrial();
  onTestFinished(() => trial.executor.kill(runId, null));
  await trial.executor.start(request);
  const environment = await trial.environmentOf(runId);
  expect(Object.keys(environment).sort()).toEqual([
    'PATH',
    'TRAINYARD_FENCE',
    'TRAINYARD_RUN_FOLDER',
    'TRAINYARD_RUN_ID',
    'TRAINYARD_RUN_TOKEN',
    'TRAINYARD_SERVER_URL',
  ]);
});

test('an agent that was started ahead of its run is told it, and knows as much as any other', async () => {
  const trial = createTrial();
  const ahead = await waitFor('the agent that waits', () => waitingAgentOf(trial.runsFolder));
  onTestFinished(() => trial.executor.kill(runId, null));
  const handle = await trial.executor.start(request);
  expect(JSON.parse(handle)).toMatchObject({ pid: ahead });
  const told = await waitFor('what it was told', () =>
    readIfThere(join(trial.runsFolder, runId, 'told.json')),
  );
  expect(JSON.parse(told)).toMatchObject({ TRAINYARD_RUN_ID: runId, TRAINYARD_RUN_TOKEN: 't' });
  await trial.executor.kill(runId, handle);
  expect(identifyProcess(ahead)).toBeNull();
  await trial.executor.close();
});

test.each([
  ['waits for a run', 'idle'],
  ['is still starting, to wait for a run,', 'starting'],
] as const)('an agent that %s goes with the server', async (_, program) => {
  const trial = createTrial();
  trial.useAgent(program);
  const ahead = await waitFor('the agent that waits', () => waitingAgentOf(trial.runsFolder));
  await trial.executor.close();
  await waitFor('its end', () => identifyProcess(ahead) === null);
});

/** The number of the agent that waits for a run in this folder; null while there is none. */
function waitingAgentOf(folder: string): number | null {
  const waits = (pid: number) => {
    try {
      const environment = readFileSync(`/proc/${pid}/environ`, 'latin1').split('\0');
      return (
        environment.includes('TRAINYARD_AWAIT_RUN=stdin') &&
        readlinkSync(`/proc/${pid}/cwd`) === `${folder}-waiting`
      );
    } catch {
      return false;
    }
  };
  return readdirSync('/proc').map(Number).find(waits) ?? null;
}

/** A process that has nothing to do with any run. */
async function innocent(): Promise<ChildProcess & { pid: number }> {
  const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], {
    detached: true,
    stdio: 'ignore',
  });
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  await once(child, 'spawn');
  return child as ChildProcess & { pid: number };
}

test.each(['startTime', 'bootId'] as const)(
  'a process that got the number of an agent is neither taken for it nor killed (other %s)',
  async (field) => {
    const { executor, runsFolder } = createTrial();
    const stranger = await innocent();
    const identity = { ...identifyProcess(stranger.pid), [field]: 'another' };
    const handle = JSON.stringify(identity);
    const record = { pid: stranger.pid, start_time: identity.startTime, boot_id: identity.bootId };
    mkdirSync(join(runsFolder, runId), { recursive: true });
    for (const name of ['agent.json', 'trainer.json', 'started.json']) {
      writeFileSync(join(runsFolder, runId, name), JSON.stringify(record));
    }
    expect((await executor.poll([handle])).get(handle)).toMatchObject({ state: 'ended' });
    await executor.kill(runId, handle);
    expect(identifyProcess(stranger.pid)).not.toBeNull();
  },
);

test('a trainer whose agent was killed is killed with its whole group', async () => {
  const trial = createTrial();
  trial.useAgent('withTrainer');
  const handle = await trial.executor.start(request);
  await waitFor('three processes', () => processesOf(runId).length === 3);
  const agentPid = (JSON.parse(handle) as { pid: number }).pid;
  process.kill(agentPid, 'SIGKILL');
  // The process is gone a moment before its parent is told why.
  await waitFor('the end of the agent, with its reason', async () => {
    const state = (await trial.executor.poll([handle])).get(handle);
    return state?.state === 'ended' && state.reason === 'it was killed by SIGKILL';
  });
  await waitFor('the trainer and what it started to be left', () => processesOf(runId).length === 2);
  await trial.executor.kill(runId, handle);
  expect(processesOf(runId)).toEqual([]);
});

test('a process that hides its environment is found by the group of its trainer', async () => {
  const trial = createTrial();
  const leader = spawn('/bin/sh', ['-c', 'sleep 60 & wait'], { detached: true, stdio: 'ignore', env: {} });
  await once(leader, 'spawn');
  const identity = identifyProcess(leader.pid ?? 0);
  mkdirSync(join(trial.runsFolder, runId), { recursive: true });
  const record = { pid: identity?.pid, start_time: identity?.startTime, boot_id: identity?.bootId };
  writeFileSync(join(trial.runsFolder, runId, 'trainer.json'), JSON.stringify(record));
  const inGroup = () =>
    readdirSync('/proc').filter((pid) => {
      try {
        const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
        const [state, , group] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
        return state !== 'Z' && Number(group) === leader.pid;
      } catch {
        return false;
      }
    });
  await waitFor('the child of the group', () => inGroup().length === 2);
  leader.kill('SIGKILL');
  await once(leader, 'exit');
  expect(inGroup()).toHaveLength(1);
  await trial.executor.kill(runId, null);
  expect(inGroup()).toEqual([]);
});

test('a damaged record is as good as none', async () => {
  const { executor, runsFolder } = createTrial();
  mkdirSync(join(runsFolder, runId), { recursive: true });
  for (const [name, text] of [
    ['agent.json', '{"pid": 1, "start_time": "1", "boot_id": null}'],
    ['trainer.json', '{"pid":'],
    ['started.json', '[]'],
  ] as const) {
    writeFileSync(join(runsFolder, runId, name), text);
  }
  await executor.kill(runId, 'not a handle');
  expect((await executor.poll(['not a handle'])).get('not a handle')).toMatchObject({ state: 'ended' });
});

test('an id that is not one of a run is refused, whatever it might lead to', async () => {
  const { executor } = createTrial();
  await expect(executor.discard('../../etc')).rejects.toThrow('UUID');
  await expect(executor.start({ ...request, runId: '..' })).rejects.toThrow('UUID');
});

test('a discarded folder is gone at once, and what a crash left half deleted goes at the next start', async () => {
  const { executor, another, runsFolder } = createTrial();
  const folder = join(runsFolder, runId);
  mkdirSync(join(folder, 'datasets'), { recursive: true });
  mkdirSync(join(`${runsFolder}-discarded`, 'half'), { recursive: true });
  await executor.discard(runId);
  expect(existsSync(folder)).toBe(false);
  const next = another();
  await next.close();
  await executor.close();
  expect(readdirSync(`${runsFolder}-discarded`)).toEqual([]);
});
