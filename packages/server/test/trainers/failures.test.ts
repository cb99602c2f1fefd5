import { existsSync, mkdirSync, readdirSync, readFileSync, rmdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import type { SettingKey } from '../../src/config/settings.ts';
import type { ApiClient } from '../support/api-client.ts';
import { buildServer, picture, type TestServer } from '../support/build-server.ts';
import { databases } from '../support/databases.ts';
import { behaviourLine, recordedTrainer } from '../support/recorded-trainer.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { trainConfig } from '../support/train-config.ts';
import { waitFor } from '../support/wait-for.ts';

// Processes of their own do the work, and a busy machine takes its time to start them.
vi.setConfig({ testTimeout: 240_000 });
beforeEach(() => {
  vi.stubEnv('HF_HUB_OFFLINE', '1');
});

type Behaviour = Readonly<Record<string, unknown>>;

interface Yard {
  readonly server: TestServer;
  readonly api: ApiClient;
  submit(name: string, behaviour: Behaviour, steps?: number): Promise<string>;
}

/** A whole server with real agents and the recorded trainer. */
async function createYard(
  flags: Readonly<Partial<Record<SettingKey, string>>> = {},
  prelude = '',
): Promise<Yard> {
  const trainer = recordedTrainer(tempFolder(), prelude);
  const server = await buildServer({ gpus: 'ADA_80_PLUS=2', stopGraceSeconds: '2', ...trainer, ...flags });
  onTestFinished(() => server.close());
  const api = server.as('ada');
  await api.readyDataset('dogs', { 'a.jpg': picture, 'a.txt': 'a dog' });
  return {
    server,
    api,
    submit: (name, behaviour, steps = 20) =>
      api.submitted(trainConfig({ name, dataset: 'dogs', steps, process: behaviourLine(behaviour) })),
  };
}

interface Case {
  behaviour: Behaviour;
  status: 'FAILED' | 'STOPPED';
  reason: string;
  message: RegExp;
}

const cases: Readonly<Record<string, Case>> = {
  'cuda-while-loading': {
    behaviour: {
      at: 'loading',
      type: 'torch.OutOfMemoryError',
      message: 'CUDA out of memory. Tried to allocate 2 GiB.',
    },
    status: 'FAILED',
    reason: 'CUDA_OUT_OF_MEMORY',
    message:
      /ran out of memory while the model was loaded, at step 0 of 20\. Use a smaller.*Tried to allocate 2 GiB/,
  },
  'cuda-while-sampling': {
    behaviour: { at: 'final sampling', type: 'torch.OutOfMemoryError', message: 'CUDA out of memory.' },
    status: 'FAILED',
    reason: 'CUDA_OUT_OF_MEMORY',
    message: /at step 20 of 20.*The weights of the last step are complete and were kept/,
  },
  driver: {
    behaviour: {
      at: 'loading',
      message: 'The NVIDIA driver on your system is too old (found version 11040).',
    },
    status: 'FAILED',
    reason: 'DRIVER_MISMATCH',
    message: /driver and the trainer's PyTorch do not fit.*trainyard doctor.*found version 11040/,
  },
  disk: {
    behaviour: { at: 7, type: 'OSError', message: '[Errno 28] No space left on device' },
    status: 'FAILED',
    reason: 'DISK_FULL',
    message: /disk was full .*at step 7 of 20\. Free space/,
  },
  gated: {
    behaviour: { at: 'loading', type: 'OSError', message: 'You are trying to access a gated repo.' },
    status: 'FAILED',
    reason: 'GATED_MODEL',
    message: /gated on Hugging Face.*Accept its licence/,
  },
  missing: {
    behaviour: {
      at: 'caching',
      type: 'FileNotFoundError',
      message: "[Errno 2] No such file or directory: '/x.png'",
    },
    status: 'FAILED',
    reason: 'MISSING_FILE',
    message: /The file \/x\.png is missing/,
  },
  nan: {
    behaviour: { nanFrom: 8, stepMs: 100 },
    status: 'FAILED',
    reason: 'NAN_LOSS',
    message: /no longer a number at step .*Lower the learning rate/,
  },
  early: {
    behaviour: { at: 9, exit: 0 },
    status: 'FAILED',
    reason: 'ENDED_EARLY',
    message: /ended by itself .*at step 9 of 20, without saying why/,
  },
  crash: {
    behaviour: { at: 9, signal: 'SIGSEGV' },
    status: 'FAILED',
    reason: 'TRAINER_CRASHED',
    message: /crashed with SIGSEGV .*at step 9 of 20/,
  },
  killed: {
    behaviour: { at: 9, signal: 'SIGKILL', hangs: true },
    status: 'STOPPED',
    reason: 'RUN_KILLED',
    message: /killed by SIGKILL at step 9 of 20.*can be resumed/,
  },
  interrupted: {
    behaviour: { at: 9, signal: 'SIGINT', hangs: true },
    status: 'STOPPED',
    reason: 'RUN_KILLED',
    message: /Something other than Trainyard told the trainer to stop.*can be resumed/,
  },
};

for (const dialect of databases) {
  test(`every failure reaches its job in words, with a reason and its log, on ${dialect.name}`, async () => {
    const databaseUrl = dialect.name === 'sqlite' ? {} : { databaseUrl: await dialect.createUrl() };
    const { api, submit } = await createYard(databaseUrl);
    const ids = new Map<string, string>();
    for (const [name, { behaviour }] of Object.entries(cases)) {
      ids.set(name, await submit(name, { stepMs: 15, ...behaviour }));
    }
    for (const [name, { status, reason, message, behaviour }] of Object.entries(cases)) {
      const id = ids.get(name) ?? '';
      const job = (await api.jobReaches(id, 'STOPPED', 'FAILED', 'CANCELED')).body;
      const code = status === 'FAILED' ? 'TRAINING_ERROR' : reason;
      expect(job, name).toMatchObject({ status, error: { code, reason } });
      expect(job.error.message, name).toMatch(message);
      const log = JSON.stringify((await api.job(id, 'GET', 'logs')).body);
      if (typeof behaviour['message'] === 'string') expect(log, name).toContain('Error running job');
    }
  });
}

test('a trainer that stands still is stopped, its job says so and goes on from its checkpoint', async () => {
  const { api, server, submit } = await createYard({ stallSeconds: '3' });
  const hanging = { stepMs: 15, at: 9, hangs: true };
  const id = await submit('cats', hanging);
  const job = (await api.jobReaches(id, 'STOPPED', 'FAILED', 'CANCELED')).body;
  expect(job).toMatchObject({ status: 'FAILED', error: { code: 'TRAINING_ERROR', reason: 'STALLED' } });
  expect(job.error.message).toMatch(
    /^The trainer said nothing for \d+ seconds \(phase: \w+, step 9 of 20\) and was stopped\. Edit the job/,
  );
  const { runs } = (await api.job(id, 'GET', 'runs')).body;
  const leftOf = processesOf(join(server.dataDir, 'runs', runs[0].id));
  expect(leftOf).toEqual([]);
  const refused = (await api.job(id, 'POST', 'resume')).body;
  expect([refused.error_code, refused.error_message]).toEqual([
    42267,
    expect.stringContaining('Edit it first'),
  ]);
  const healthy = trainConfig({ name: 'cats', dataset: 'dogs', steps: 20, process: behaviourLine({}) });
  await api.job(id, 'POST', 'edit', { config_file_format: 'yaml', config_file: healthy });
  expect((await api.job(id, 'POST', 'resume')).body).toMatchObject({ resumed_from_step: 5 });
  expect((await api.jobReaches(id, 'STOPPED', 'FAILED')).body).toMatchObject({
    status: 'STOPPED',
    error: null,
  });
});

/** The processes that have a folder in their environment. */
function processesOf(folder: string): string[] {
  return readdirSync('/proc').filter((pid) => {
    try {
      return /^\d+$/.test(pid) && readFileSync(`/proc/${pid}/environ`, 'latin1').includes(folder);
    } catch {
      return false;
    }
  });
}

test.each<[string, Behaviour]>([
  ['exits with 1 because it was asked to stop', {}],
  ['exits with 0 because it was interrupted', { ignoresStop: true }],
  ['has to be killed', { ignoresStop: true, ignoresInterrupt: true, ignoresTerm: true }],
])('a job whose trainer %s is cancelled, and nothing is held against it', async (_what, behaviour) => {
  const { api, submit } = await createYard();
  const id = await submit('cats', { stepMs: 20, ...behaviour }, 5000);
  await api.jobSteps(id);
  expect((await api.job(id, 'POST', 'cancel')).status).toBe(200);
  const job = (await api.jobReaches(id, 'STOPPED', 'FAILED', 'CANCELED')).body;
  expect(job).toMatchObject({ status: 'CANCELED', error: null });
});

describe('a checkpoint that is written slowly', () => {
  /** The folder in which the trainer of the only run writes, once there is a checkpoint that is not whole. */
  const halfWritten = ({ server }: Yard, id: string, name: string) =>
    waitFor(
      'a checkpoint that is being written',
      async () => {
        const { body } = await server.as('ada').job(id, 'GET', 'runs');
        const folder = join(server.dataDir, 'runs', body.runs[0].id);
        const file = join(folder, 'output', 'cats', name);
        const bytes = existsSync(file) ? statSync(file).size : 0;
        return bytes > 0 && bytes < 250_000 && folder;
      },
      { timeoutMs: 60_000 },
    );

  test.each([
    { what: 'one file', behaviour: { writeMs: 150 }, names: ['cats_000000005.safetensors'] },
    {
      what: 'a pair of files',
      behaviour: { writeMs: 75, pair: true },
      names: ['cats_000000005_high_noise.safetensors', 'cats_000000005_low_noise.safetensors'],
    },
  ])('is whole after a cancel that came in the midst of it, as $what', async ({ behaviour, names }) => {
    const yard = await createYard();
    const id = await yard.submit('cats', { stepMs: 50, ignoresStop: true, ...behaviour }, 5000);
    await halfWritten(yard, id, names[0] ?? '');
    await yard.api.job(id, 'POST', 'cancel');
    expect((await yard.api.jobReaches(id, 'CANCELED')).body.error).toBeNull();
    const { checkpoints } = (await yard.api.job(id, 'GET', 'result')).body.artifacts;
    const saved = checkpoints.filter(({ step }: { step: number }) => step === 5);
    expect(saved.map(({ filename }: { filename: string }) => filename).sort()).toEqual(names);
    for (const { size_bytes: sizeBytes } of saved) expect(sizeBytes).toBeGreaterThan(4 * 64 * 1024);
  });

  test('is not published where its trainer was killed in the midst of it', async () => {
    const yard = await createYard();
    const id = await yard.submit('cats', { stepMs: 50, writeMs: 300 }, 5000);
    const folder = await halfWritten(yard, id, 'cats_000000005.safetensors');
    const { pid } = JSON.parse(readFileSync(join(folder, 'trainer.json'), 'utf8')) as { pid: number };
    process.kill(pid, 'SIGKILL');
    expect((await yard.api.jobReaches(id, 'STOPPED', 'FAILED')).body).toMatchObject({
      status: 'STOPPED',
      error: { reason: 'RUN_KILLED' },
    });
    expect((await yard.api.job(id, 'GET', 'result')).body.artifacts.checkpoints).toEqual([]);
    expect((await yard.api.job(id, 'POST', 'resume')).body).toMatchObject({
      run_number: 2,
      resumed_from_step: null,
    });
  });
});

/** The kernel's own memory group in which this process is, where groups can be made in it; null elsewhere. */
function ownMemoryGroup(): string | null {
  try {
    const path = /^\d+:memory:(\/.*)$/m.exec(readFileSync('/proc/self/cgroup', 'utf8'))?.[1];
    if (path === undefined) return null;
    const group = join('/sys/fs/cgroup/memory', path);
    mkdirSync(join(group, `trainyard-probe-${process.pid}`));
    rmdirSync(join(group, `trainyard-probe-${process.pid}`));
    return group;
  } catch {
    return null;
  }
}

const memoryGroup = ownMemoryGroup();
if (memoryGroup === null) {
  process.stderr.write('SKIPPED: no memory group can be made here; no trainer was killed by the kernel.\n');
}

test.skipIf(memoryGroup === null)(
  'a trainer that the kernel kills for want of memory is told as that',
  async () => {
    const group = join(memoryGroup ?? '', `trainyard-test-${process.pid}`);
    onTestFinished(() => {
      if (existsSync(group)) rmdirSync(group);
    });
    // The first process enters the group and becomes the trainer.
    const prelude = `mkdir -p ${group} && echo 300M > ${group}/memory.limit_in_bytes && echo $$ > ${group}/cgroup.procs`;
    const { api, submit } = await createYard({}, prelude);
    const id = await submit('cats', { stepMs: 200, at: 9, eatsMemory: true });
    const job = (await api.jobReaches(id, 'STOPPED', 'FAILED')).body;
    expect(job).toMatchObject({
      status: 'FAILED',
      error: { code: 'TRAINING_ERROR', reason: 'KILLED_BY_KERNEL' },
    });
    expect(job.error.message).toMatch(
      /ran out of memory and the kernel killed the trainer .*at step 9 of 20/,
    );
  },
);
