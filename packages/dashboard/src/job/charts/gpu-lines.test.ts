import { expect, test } from 'vitest';
import { type GpuReading, gpuLines } from './gpu-lines.ts';

const reading = (second: number, gpu_id: string, load: number, run_number = 1): GpuReading => ({
  at: new Date(second * 1000).toISOString(),
  run_number,
  gpu_id,
  memory_used_bytes: load * 1e9,
  memory_total_bytes: 24e9,
  utilization_percent: load,
});

test('Each GPU is a line of memory and one of load.', () => {
  const shown = gpuLines([reading(10, 'a', 1), reading(10, 'b', 2), reading(20, 'a', 3)], ['red', 'blue']);
  expect(shown.x).toEqual([0, 10]);
  expect(shown.load.map(({ values }) => values)).toEqual([
    [1, 3],
    [2, undefined],
  ]);
  expect(shown.memory[0]?.values).toEqual([1e9, 3e9]);
  expect(shown.memoryTotalBytes).toBe(24e9);
});

test('Between two runs the line is broken, and the pause is left out, however long it was.', () => {
  const day = 86_400;
  const readings = [
    reading(10, 'a', 1),
    reading(30, 'a', 4),
    reading(day, 'a', 2, 2),
    reading(day + 5, 'a', 3, 2),
  ];
  const { x, load, marks } = gpuLines(readings, ['red']);
  expect(x).toEqual([0, 20, 29.999, 30, 35]);
  expect(load[0]?.values).toEqual([1, 4, null, 2, 3]);
  expect(marks).toEqual([{ at: 30, label: 'Run 2' }]);
});

test('Without readings there is nothing to show.', () => {
  expect(gpuLines([], ['red'])).toEqual({ x: [], memory: [], load: [], memoryTotalBytes: null, marks: [] });
});
