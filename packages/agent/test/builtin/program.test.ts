import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TrainerEvent } from '../../src/builtin/protocol.ts';
import { readSafetensorsHeader } from '../../src/safetensors/read.ts';
import { createWorkspace, type Workspace } from './workspace.ts';

const program = fileURLToPath(new URL('../../src/builtin/main.ts', import.meta.url));

let workspace: Workspace;

beforeAll(async () => {
  workspace = await createWorkspace();
});

afterAll(async () => {
  await workspace.remove();
});

interface Program {
  readonly child: ChildProcessWithoutNullStreams;
  readonly events: TrainerEvent[];
  readonly log: () => string;
  /** Resolves with the first event for which `accept` is true. */
  waitFor(accept: (event: TrainerEvent) => boolean): Promise<TrainerEvent>;
  /** Resolves with the exit code, or the signal that killed the program. */
  readonly ended: Promise<number | string>;
}

function start(...argv: string[]): Program {
  const child = spawn(process.execPath, ['--conditions=source', '--import', 'tsx', program, ...argv]);
  const events: TrainerEvent[] = [];
  const waiting: Array<{ accept: (event: TrainerEvent) => boolean; resolve: (event: TrainerEvent) => void }> =
    [];
  let rest = '';
  let log = '';
  child.stderr.on('data', (text: Buffer) => {
    log += text.toString();
  });
  child.stdout.on('data', (text: Buffer) => {
    const lines = (rest + text.toString()).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) {
      const event = JSON.parse(line) as TrainerEvent;
      events.push(event);
      for (const { accept, resolve } of waiting) if (accept(event)) resolve(event);
    }
  });
  // Writing to a program that has just ended is part of what is tested here.
  child.stdin.on('error', () => undefined);
  return {
    child,
    events,
    log: () => log,
    waitFor: async (accept) =>
      events.find(accept) ?? (await new Promise((resolve) => waiting.push({ accept, resolve }))),
    ended: once(child, 'close').then(([code, signal]) => (code ?? signal) as number | string),
  };
}

const endless = { train: { steps: 1_000_000 } };
const atStep = (step: number) => (event: TrainerEvent) => event.event === 'progress' && event.step >= step;

/** The step at which a run stopped, after checking that all of it was saved. */
async function savedStop(out: string): Promise<number> {
  const files = await workspace.list(out, 'optimizer');
  expect(files).toHaveLength(1);
  const step = Number.parseInt(files[0] ?? '', 10);
  expect(await workspace.list(out)).toContain(`job_v1_${String(step).padStart(9, '0')}.safetensors`);
  return step;
}

describe('the program', () => {
  it('says first that it started, and finishes with code 0 and the finished event', async () => {
    const trainer = start('--config', await workspace.writeConfig('finish'));
    expect(await trainer.ended).toBe(0);
    expect(trainer.events[0]).toEqual({ event: 'started', pid: trainer.child.pid });
    expect(trainer.events.at(-1)).toEqual({ event: 'finished', step: 6 });
    expect(trainer.log()).toContain("Trainyard's built-in CPU trainer, for trying and testing");
  });

  it('trains 20 steps and then 20 more to the same bytes as 40 at once', async () => {
    const whole = start('--config', await workspace.writeConfig('whole', { train: { steps: 40 } }));
    expect(await whole.ended).toBe(0);
    expect(await start('--config', await workspace.writeConfig('half', { train: { steps: 20 } })).ended).toBe(
      0,
    );
    // Saving on the way must make no difference either.
    const config = await workspace.writeConfig('rest', { train: { steps: 40 }, save: { save_every: 7 } });
    const state = workspace.path('half', 'optimizer', '000000020.safetensors');
    expect(await start('--config', config, '--resume', state).ended).toBe(0);
    for (const file of ['job_v1.safetensors', 'optimizer/000000040.safetensors']) {
      expect((await workspace.read('rest', file)).equals(await workspace.read('whole', file))).toBe(true);
    }
  });

  it.each(['SIGTERM', 'SIGINT'] as const)('saves its step and ends with code 3 on %s', async (signal) => {
    const out = signal.toLowerCase();
    const trainer = start('--config', await workspace.writeConfig(out, endless));
    await trainer.waitFor(atStep(3));
    trainer.child.kill(signal);
    expect(await trainer.ended).toBe(3);
    expect(trainer.events.at(-1)).toEqual({ event: 'stopped', step: await savedStop(out) });
  });

  it('saves on command, goes on, and stops on command, whatever else it is told', async () => {
    const trainer = start('--config', await workspace.writeConfig('commands', endless));
    await trainer.waitFor(atStep(2));
    trainer.child.stdin.write('nonsense\n{"command":"dance"}\nnull\n{"command":"save_now"}\n');
    const saved = await trainer.waitFor((event) => event.event === 'checkpoint');
    const savedStep = saved.event === 'checkpoint' ? saved.step : Number.NaN;
    await trainer.waitFor(atStep(savedStep + 2));
    trainer.child.stdin.write('{"command":"stop"}\n');
    expect(await trainer.ended).toBe(3);
    const last = trainer.events.at(-1);
    expect(last?.event === 'stopped' && last.step > savedStep).toBe(true);
  });

  it('saves its step and ends with code 3 when its standard input ends', async () => {
    const trainer = start('--config', await workspace.writeConfig('eof', endless));
    await trainer.waitFor(atStep(3));
    trainer.child.stdin.end();
    expect(await trainer.ended).toBe(3);
    await savedStop('eof');
  });

  it('saves its step when nobody reads its events or its log any more', async () => {
    const trainer = start('--config', await workspace.writeConfig('epipe', endless));
    await trainer.waitFor(atStep(3));
    trainer.child.stdout.destroy();
    trainer.child.stderr.destroy();
    expect(await trainer.ended).toBe(3);
    await savedStop('epipe');
  });

  it('stops on a signal although its reader has stopped reading', async () => {
    const trainer = start('--config', await workspace.writeConfig('slow', endless));
    await trainer.waitFor(atStep(1));
    trainer.child.stdout.pause();
    trainer.child.kill('SIGTERM');
    await once(trainer.child, 'exit');
    trainer.child.stdout.resume();
    expect(await trainer.ended).toBe(3);
    await savedStop('slow');
  });

  it('killed while it saves leaves only whole files, and every checkpoint has its optimizer state', async () => {
    const changes = { ...endless, save: { save_every: 1, max_step_saves_to_keep: 3 } };
    const config = await workspace.writeConfig('killed', changes);
    for (const delayedSteps of [1, 2, 3]) {
      const trainer = start('--config', config);
      await trainer.waitFor((event) => event.event === 'optimizer' && event.step >= delayedSteps);
      trainer.child.kill('SIGKILL');
      expect(await trainer.ended).toBe('SIGKILL');
      const checkpoints = (await workspace.list('killed')).filter((name) => name.startsWith('job_v1_'));
      const states = await workspace.list('killed', 'optimizer');
      for (const name of checkpoints) {
        await readSafetensorsHeader(workspace.path('killed', name));
        expect(states).toContain(name.replace('job_v1_', ''));
      }
      for (const name of states.filter((state) => !state.startsWith('.'))) {
        await readSafetensorsHeader(workspace.path('killed', 'optimizer', name));
      }
    }
  });

  it('says in one event why it cannot go on, and ends with code 1', async () => {
    const config = await workspace.writeConfig('bad', {
      dataset: { folder_path: `${workspace.root}/nowhere` },
    });
    const trainer = start('--config', config);
    expect(await trainer.ended).toBe(1);
    expect(trainer.events.at(-1)).toEqual({
      event: 'failed',
      message: 'The dataset folder "nowhere" is missing or cannot be listed.',
    });
  });

  it('stopped before its first step saves nothing and says so', async () => {
    const trainer = start('--config', await workspace.writeConfig('early', endless));
    trainer.child.stdin.end();
    expect(await trainer.ended).toBe(3);
    expect(trainer.events.at(-1)).toEqual({ event: 'stopped', step: 0 });
    expect(await workspace.list('early')).toEqual(['optimizer', 'samples']);
  });
});
