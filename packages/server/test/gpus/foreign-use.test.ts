import { afterEach, describe, expect, test, vi } from 'vitest';
import { systemClock } from '../../src/clock.ts';
import { blockedGpus } from '../../src/gpus/blocked-gpus.ts';
import { obstacleOf } from '../../src/gpus/foreign-use.ts';
import { createGpuMonitor } from '../../src/gpus/gpu-monitor.ts';
import { readNvidiaCards } from '../../src/gpus/nvidia-cards.ts';
import { queryNvidiaSmi } from '../../src/gpus/nvidia-smi.ts';
import { type DriverAnswers, standInNvidiaSmi } from '../support/stand-in-nvidia-smi.ts';

afterEach(() => void vi.unstubAllEnvs());

const a = 'GPU-5f1c8f3e-9d2b-7c11-0c47-1c9f33b2a001';
const b = 'GPU-5f1c8f3e-9d2b-7c11-0c47-1c9f33b2a002';
const c = 'GPU-5f1c8f3e-9d2b-7c11-0c47-1c9f33b2a003';
const h100 = `0, ${a}, 81559, 4, 0, 31, NVIDIA H100 80GB HBM3\n1, ${b}, 81559, 4, 0, 30, NVIDIA H100 80GB HBM3\n`;
const gpus = [a, b].map((id, index) => ({ id, index, type: 'ADA_80_PLUS' }));
const busy = (used: string, rest = '') => h100.replace(', 4,', `, ${used},`) + rest;

async function obstacles(answers: DriverAnswers, foreignMib = 2000) {
  standInNvidiaSmi(answers);
  const blocked = await blockedGpus({ monitor: createGpuMonitor(systemClock), foreignMib }, gpus);
  return gpus.map(({ id }) => blocked.get(id) ?? null);
}

describe('a card that no run holds', () => {
  test.each<[string, DriverAnswers, RegExp | null]>([
    ['is free when nothing uses it', { cards: h100 }, null],
    ['ends lines as Windows does', { cards: h100.replaceAll('\n', '\r\n') }, null],
    [
      'is held by a program that computes on it',
      { cards: busy('20411'), processes: `${a}, 4711, 20402, /usr/bin/python3.12\n` },
      /^Another program computes on the card GPU-\S+a001; its operator sees with "trainyard doctor" which one\.$/,
    ],
    [
      'is free beside a helper of the driver',
      { cards: busy('34'), processes: `${a}, 900, 30, nvidia-cuda-mps-server\n` },
      null,
    ],
    ['is free with a desktop on it', { cards: busy('780') }, null],
    [
      'is held by what cannot be seen from a container',
      { cards: busy('41230') },
      /^41230 MiB of the memory of the card GPU-\S+a001 are in use by others\.$/,
    ],
    [
      'is judged by its memory where processes tell none, as on WSL',
      { cards: busy('1200'), processes: `${a}, 12, [N/A], [Not Found]\n` },
      null,
    ],
    [
      'is held by a process where the driver tells no memory at all',
      { cards: busy('[N/A]'), processes: `${a}, 12, [N/A], [Insufficient Permissions]\n` },
      /computes on the card GPU-\S+a001; its operator/,
    ],
    ['is free where the driver tells no memory and no process', { cards: busy('[Not Supported]') }, null],
    ['that is not listed any more is gone', { cards: h100.split('\n')[1] ?? '' }, /no longer lists the card/],
    [
      'that has fallen off the bus is gone, and the other is not',
      {
        cards: `Unable to determine the device handle for GPU 0000:18:00.0: GPU is lost.  Reboot the system to recover this GPU\n${h100.split('\n')[1]}\n`,
        exitCode: 15,
      },
      /no longer lists the card/,
    ],
  ])('%s', async (_what, answers, expected) => {
    const [first, second] = await obstacles(answers);
    if (expected === null) expect(first).toBeNull();
    else expect(first).toMatch(expected);
    expect(second).toBeNull();
  });

  test('is held by programs that the operator is told and nobody else', async () => {
    standInNvidiaSmi({ cards: busy('20411'), processes: `${a}, 4711, 20402, /home/eve/secret-project.py\n` });
    const monitor = createGpuMonitor(systemClock);
    const blocked = await blockedGpus({ monitor, foreignMib: 2000 }, gpus);
    expect([...blocked.values()].join()).not.toMatch(/eve|secret|4711/);
    const [gpu] = gpus;
    if (gpu === undefined) throw new Error('There is a card.');
    expect(obstacleOf(gpu, await monitor.read(60_000), 2000, 'operator')).toBe(
      `Another program computes on the card ${a}: /home/eve/secret-project.py (4711, 20402 MiB).`,
    );
  });

  test('is not handed out while the driver does not answer, and the reason is what it says', async () => {
    const cards =
      'Failed to initialize NVML: Driver/library version mismatch\nNVML library version: 550.163\n';
    expect(await obstacles({ cards, processes: cards, exitCode: 18 })).toEqual(
      Array.from(
        { length: 2 },
        () =>
          'nvidia-smi does not answer: Failed to initialize NVML: Driver/library version mismatch NVML library version: 550.163.',
      ),
    );
  });

  test('can be used again when what held it is gone', async () => {
    const answer = standInNvidiaSmi({ cards: busy('9000'), processes: `${a}, 1, 8900, python\n` });
    let now = 1_000_000;
    const monitor = createGpuMonitor(systemClock, () => now);
    const blocked = () => blockedGpus({ monitor, foreignMib: 2000 }, gpus);
    expect([...(await blocked()).keys()]).toEqual([a]);
    answer({ cards: h100 });
    now += 2_000;
    expect([...(await blocked()).keys()]).toEqual([]);
  });

  test('is looked at again also when the clock was set back', async () => {
    const answer = standInNvidiaSmi({ cards: h100 });
    let [uptimeMs, now] = [1_000_000, 1_000_000];
    const monitor = createGpuMonitor({ now: () => now }, () => uptimeMs);
    expect((await monitor.read(5_000)).cards.size).toBe(2);
    answer({ cards: h100.split('\n')[0] ?? '' });
    uptimeMs += 6_000;
    now -= 500_000;
    expect((await monitor.read(5_000)).cards.size).toBe(1);
  });
});

test('slots of the processor are never blocked, whatever the driver says', async () => {
  standInNvidiaSmi({ cards: 'NVIDIA-SMI has failed', exitCode: 9 });
  const slots = [{ id: 'slot-ada_80_plus-0', index: 0, type: 'ADA_80_PLUS' }];
  const monitor = createGpuMonitor(systemClock);
  expect(await blockedGpus({ monitor, foreignMib: 0 }, slots)).toEqual(new Map());
});

describe('reading the cards', () => {
  test('there are none where nvidia-smi is not installed', async () => {
    vi.stubEnv('PATH', '/nowhere');
    expect(await readNvidiaCards()).toEqual([]);
  });

  test('there are none where the driver finds none', async () => {
    standInNvidiaSmi({ cards: 'No devices were found\n', exitCode: 6 });
    expect(await readNvidiaCards()).toEqual([]);
  });

  test('a driver that fails is a problem, with its words', async () => {
    standInNvidiaSmi({
      cards:
        "NVIDIA-SMI has failed because it couldn't communicate with the NVIDIA driver. Make sure that the latest NVIDIA driver is installed and running.\n\n",
      exitCode: 9,
    });
    await expect(readNvidiaCards()).rejects.toThrow(
      "nvidia-smi does not answer: NVIDIA-SMI has failed because it couldn't communicate with the NVIDIA driver.",
    );
  });

  test.each(['ERR!', '[Unknown Error]', '[GPU requires reset]', '', '-1', '4 MiB'])(
    'a card that answers %j for a number is there all the same',
    async (word) => {
      standInNvidiaSmi({ cards: `${h100}2, ${c}, ${word || ' '}, ${word || ' '}, 3, 4, NVIDIA H100, odd\n` });
      const cards = await readNvidiaCards();
      expect(cards.map(({ uuid }) => uuid)).toEqual([a, b, c]);
      expect(cards[2]).toMatchObject({ memoryMib: null, usedMib: null, name: 'NVIDIA H100, odd' });
    },
  );

  test('slices stand in the place of their card, and a card that is to be cut and is not is no card', async () => {
    const slice = 'MIG-7f1c8f3e-9d2b-7c11-0c47-1c9f33b2a00a';
    standInNvidiaSmi({
      cards: h100,
      modes: `${a}, Enabled\n${b}, Enabled\n`,
      listing: `GPU 0: NVIDIA H100 80GB HBM3 (UUID: ${a})\n  MIG 3g.40gb     Device  0: (UUID: ${slice})\nGPU 1: NVIDIA H100 80GB HBM3 (UUID: ${b})\n`,
    });
    expect((await readNvidiaCards()).map(({ uuid, memoryMib }) => [uuid, memoryMib])).toEqual([
      [slice, 40960],
    ]);
    for (const modes of [
      `${a}, Disabled\n${b}, [N/A]\n`,
      'Field "mig.mode.current" is not a valid field to query.\n',
    ]) {
      standInNvidiaSmi({ cards: h100, modes });
      expect((await readNvidiaCards()).map(({ uuid }) => uuid)).toEqual([a, b]);
    }
  });

  test('a driver that hangs is given up, whatever its program does about it, and asked again', async () => {
    const answer = standInNvidiaSmi({ cards: h100, hangs: true });
    await expect(queryNvidiaSmi(['-L'], 300)).rejects.toThrow(
      'nvidia-smi does not answer: no answer within 0.3',
    );
    answer({ cards: h100, listing: 'GPU 0' });
    expect(await queryNvidiaSmi(['-L'], 10_000)).toBe('GPU 0');
  });

  test('what a card does not tell is null', async () => {
    standInNvidiaSmi({ cards: `0, ${a}, [N/A], [N/A], [N/A], 41, NVIDIA GB10\n` });
    expect(await readNvidiaCards()).toEqual([
      {
        index: 0,
        uuid: a,
        name: 'NVIDIA GB10',
        memoryMib: null,
        usedMib: null,
        utilisationPercent: null,
        temperatureCelsius: 41,
      },
    ]);
  });
});
