import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { diskFindings, diskObstacle } from '../../src/disk/disk-space.ts';
import { forecastDisk } from '../../src/disk/forecast.ts';

const config = (process: Record<string, unknown>) => ({ config: { process: [process] } });
const flux = {
  network: { type: 'lora', linear: 16 },
  save: { save_every: 250, max_step_saves_to_keep: 4, dtype: 'bf16' },
  train: { steps: 3000, optimizer: 'adamw8bit' },
  model: { arch: 'flux' },
};
const megabytes = (bytes: number) => Math.round(bytes / 1e6);

describe('what a run writes', () => {
  test('grows with rank, kept checkpoints and the size of a number', () => {
    const certain = (change: Record<string, unknown>) =>
      forecastDisk(config({ ...flux, ...change }), 0).certainBytes;
    const base = certain({});
    // The last checkpoint and four that are kept; a LoRA of FLUX at rank 16 has 172 MB, so less is certain.
    expect(megabytes(base / 5)).toBe(57);
    expect(certain({ network: { linear: 32 } })).toBe(2 * base);
    expect(certain({ network: { rank: 32, linear: 4 } })).toBe(2 * base);
    expect(certain({ save: { ...flux.save, dtype: 'float32' } })).toBe(2 * base);
    expect(certain({ save: { ...flux.save, max_step_saves_to_keep: 9 } })).toBe(2 * base);
    // 0 keeps everything: 11 saves before the last step, and that.
    expect(certain({ save: { ...flux.save, max_step_saves_to_keep: 0 } }) / base).toBeCloseTo(12 / 5);
  });

  test('is likely to be more than is certain, with optimizer, latents and samples', () => {
    const plain = forecastDisk(config(flux), 0);
    expect(megabytes(plain.likelyBytes)).toBeGreaterThan(900);
    const datasets = [{ cache_latents_to_disk: true, resolution: [512, 768, 1024] }];
    const cached = forecastDisk(config({ ...flux, datasets }), 1000);
    expect(megabytes(cached.likelyBytes - plain.likelyBytes)).toBe(950);
    const sampled = forecastDisk(
      config({ ...flux, sample: { sample_every: 250, samples: [{ prompt: 'a' }, { prompt: 'b' }] } }),
      0,
    );
    expect(megabytes(sampled.likelyBytes - plain.likelyBytes)).toBe(8);
  });

  test('a full fine-tune writes whole models', () => {
    const { certainBytes } = forecastDisk(config({ ...flux, network: undefined }), 0);
    expect(certainBytes / 1e9).toBeCloseTo(5 * 11.9 * 2);
  });

  test('stays a number that a database holds, whatever a config asks for', () => {
    const absurd = { train: { steps: 1e300 }, save: { save_every: 1, max_step_saves_to_keep: 0 } };
    expect(forecastDisk(config({ ...absurd, network: { rank: 1e300 } }), 1e9)).toEqual({
      certainBytes: Number.MAX_SAFE_INTEGER,
      likelyBytes: Number.MAX_SAFE_INTEGER,
    });
  });

  test('is a number for every config, and never less than what is certain', () => {
    const anything = fc.dictionary(
      fc.constantFrom('network', 'save', 'train', 'model', 'sample', 'datasets'),
      fc.anything(),
    );
    fc.assert(
      fc.property(anything, fc.nat(100_000), (process, files) => {
        const { certainBytes, likelyBytes } = forecastDisk(config(process), files);
        expect(Number.isFinite(certainBytes) && certainBytes >= 0).toBe(true);
        expect(likelyBytes).toBeGreaterThanOrEqual(certainBytes);
      }),
    );
  });
});

describe('a disk', () => {
  test.each([
    [5e9, 20e9, null, []],
    [
      5e9,
      8e9,
      null,
      ['The run may fill the disk: it is likely to write about 10.0 GB, and 8.0 GB are free.'],
    ],
    [5e9, 5.5e9, /at least 5\.0 GB, and 5\.5 GB are free/, [expect.stringContaining('The disk is too full')]],
  ] as const)('needed %d, free %d', (certainBytes, free, obstacle, messages) => {
    const room = { freeBytes: free, promisedBytes: 0, queuedBytes: 0 };
    const said = diskObstacle(certainBytes, room);
    if (obstacle === null) expect(said).toBeNull();
    else expect(said).toMatch(obstacle);
    expect(diskFindings({ certainBytes, likelyBytes: 10e9 }, room).map(({ message }) => message)).toEqual(
      messages,
    );
  });

  test('has less room by what runs under way will still write, and says so', () => {
    const room = { freeBytes: 20e9, promisedBytes: 12e9, queuedBytes: 0 };
    expect(diskObstacle(7e9, room)).toBeNull();
    expect(diskObstacle(7.5e9, room)).toContain(
      'at least 7.5 GB, and 8.0 GB are free beside the 12.0 GB that runs under way will still write,',
    );
    const [finding] = diskFindings({ certainBytes: 5e9, likelyBytes: 10e9 }, room);
    expect(finding?.message).toContain('8.0 GB are free beside the 12.0 GB');
    expect(diskObstacle(1e9, { freeBytes: 1e9, promisedBytes: 5e9 })).toContain('0.0 GB are free beside');
  });

  test('counts what runs before it in the queue are going to write, which keeps none from its turn', () => {
    const room = { freeBytes: 20e9, promisedBytes: 2e9, queuedBytes: 12e9 };
    expect(
      diskFindings({ certainBytes: 5e9, likelyBytes: 5.5e9 }, room).map(({ message }) => message),
    ).toEqual([
      'The run may fill the disk: it is likely to write about 5.5 GB, and 6.0 GB are free beside the 14.0 GB that runs under way and those that wait before it will still write.',
    ]);
    expect(diskFindings({ certainBytes: 4e9, likelyBytes: 5e9 }, { ...room, queuedBytes: 11e9 })).toEqual([]);
    expect(diskObstacle(5e9, room)).toBeNull();
  });

  test('keeps no run waiting of which nothing is known', () => {
    expect(diskObstacle(null, { freeBytes: 0, promisedBytes: 9e9 })).toBeNull();
  });
});
