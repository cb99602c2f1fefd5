import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, onTestFinished, test, vi } from 'vitest';
import { type GpuReading, parseGpuReadings, startGpuReadings } from '../src/reporting/gpu-readings.ts';
import { type Bench, openBench, scriptedAssignment } from './agent-under-test.ts';

const benches: Bench[] = [];
afterEach(async () => {
  vi.unstubAllEnvs();
  for (const bench of benches.splice(0)) await bench.close();
});

/** A PATH on which `nvidia-smi` prints `output`, or fails where it is null. */
function pathWithDriver(output: string | null): string {
  const folder = mkdtempSync(join(tmpdir(), 'driver-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const says = output === null ? 'exit 9' : `cat <<'END'\n${output}\nEND`;
  writeFileSync(join(folder, 'nvidia-smi'), `#!/bin/sh\necho "$@" >> ${folder}/calls\n${says}\n`);
  chmodSync(join(folder, 'nvidia-smi'), 0o755);
  return `${folder}:${process.env['PATH']}`;
}

const mib = 1024 * 1024;
const ofA: GpuReading = {
  id: 'GPU-a',
  memory_used_bytes: 40_000 * mib,
  memory_total_bytes: 81_559 * mib,
  utilization_percent: 97,
};

test('a run with an NVIDIA card reports its load, and that of no other card', async () => {
  const bench = await openBench(
    scriptedAssignment([['progress', 3], ['forever']], { gpus: [{ id: 'GPU-a', index: 0 }] }),
  );
  benches.push(bench);
  const PATH = pathWithDriver('GPU-a, 40000, 81559, 97\nGPU-b, 1, 81559, 0');
  const agent = bench.startAgent({ environment: { PATH } });
  await bench.waitFor('a reading', () => bench.reportsOf('gpu').length > 0);
  expect(bench.reportsOf('gpu')[0]?.gpus).toEqual([ofA]);
  agent.process.kill('SIGTERM');
  await agent.ended;
});

test('a run on slots of the processor asks no driver', async () => {
  const bench = await openBench(scriptedAssignment([]));
  benches.push(bench);
  const PATH = pathWithDriver('GPU-a, 40000, 81559, 97');
  await bench.startAgent({ environment: { PATH } }).ended;
  expect(bench.reportsOf('gpu')).toEqual([]);
  expect(bench.reportsOf('ended')).toHaveLength(1);
});

test('readings are repeated until they are stopped', async () => {
  vi.stubEnv('PATH', pathWithDriver('GPU-a, 40000, 81559, 97'));
  const seen: GpuReading[][] = [];
  await new Promise<void>((resolve) => {
    const readings = startGpuReadings({
      gpus: [{ id: 'GPU-a' }, { id: 'cpu-0' }],
      everyMs: 5,
      onReading: (gpus) => {
        seen.push(gpus);
        if (seen.length < 3) return;
        readings.stop();
        resolve();
      },
    });
  });
  expect(seen).toEqual([[ofA], [ofA], [ofA]]);
});

test('a driver that fails is asked again and nothing is reported', async () => {
  vi.stubEnv('PATH', pathWithDriver(null));
  const folder = (process.env['PATH'] ?? '').split(':')[0] ?? '';
  const seen: GpuReading[][] = [];
  const failing = startGpuReadings({
    gpus: [{ id: 'GPU-a' }],
    everyMs: 5,
    onReading: (gpus) => seen.push(gpus),
  });
  await expect
    .poll(() => readFileSync(join(folder, 'calls'), 'utf8').split('\n').length, { timeout: 10_000 })
    .toBeGreaterThan(3);
  failing.stop();
  expect(seen).toEqual([]);
});

test.for([
  ['GPU-a, 40000, 81559, 97', [ofA]],
  ['GPU-a, [N/A], 81559, [Not Supported]', [{ ...ofA, memory_used_bytes: null, utilization_percent: null }]],
  ['No devices were found', []],
  ['GPU-a, 1, 2', []],
  ['', []],
] as const)('the driver’s words %j are read', ([output, expected]) => {
  expect(parseGpuReadings(output)).toEqual(expected);
});
