import type { Answer } from '../../api/types.ts';
import { alignCurves } from './align-curves.ts';
import type { ChartLine } from './chart-props.ts';

/** One look at a GPU. */
export type GpuReading = Answer<'listGpuReadings'>['readings'][number];

/** What the charts of the GPUs show, over seconds of training: the pauses between runs are left out. */
export interface GpuLines {
  readonly x: readonly number[];
  /** In bytes. */
  readonly memory: readonly ChartLine[];
  /** In percent. */
  readonly load: readonly ChartLine[];
  /** Of the largest GPU; null where it is not known. */
  readonly memoryTotalBytes: number | null;
  /** Where later runs begin. */
  readonly marks: readonly { readonly at: number; readonly label: string }[];
}

/** The readings of each GPU as lines. Between two runs there is a gap. */
export function gpuLines(readings: readonly GpuReading[], colours: readonly string[]): GpuLines {
  const ids = [...new Set(readings.map(({ gpu_id: id }) => id))];
  const begins = runBegins(readings);
  const lineOf = (id: string, measureOf: (reading: GpuReading) => number | null) => {
    const step: number[] = [];
    const value: (number | null)[] = [];
    let run: number | null = null;
    for (const reading of readings) {
      if (reading.gpu_id !== id) continue;
      const at = Date.parse(reading.at) / 1000 - (begins.get(reading.run_number)?.shift ?? 0);
      if (run !== null && run !== reading.run_number) {
        step.push(at - 0.001);
        value.push(null);
      }
      run = reading.run_number;
      step.push(at);
      value.push(measureOf(reading));
    }
    return { step, value };
  };
  const memory = alignCurves(ids.map((id) => lineOf(id, (reading) => reading.memory_used_bytes)));
  const load = alignCurves(ids.map((id) => lineOf(id, (reading) => reading.utilization_percent)));
  const named = (values: readonly ChartLine['values'][]) =>
    ids.map((id, place) => ({
      label: ids.length === 1 ? 'GPU' : `GPU ${place + 1} (${id.slice(0, 12)})`,
      colour: colours[place % colours.length] ?? 'currentcolor',
      values: values[place] ?? [],
    }));
  const totals = readings.map(({ memory_total_bytes: bytes }) => bytes ?? 0);
  const largest = totals.reduce((most, bytes) => Math.max(most, bytes), 0);
  return {
    x: memory.step,
    memory: named(memory.values),
    load: named(load.values),
    memoryTotalBytes: largest > 0 ? largest : null,
    marks: [...begins].slice(1).map(([run, { at }]) => ({ at, label: `Run ${run}` })),
  };
}

/** Between the last reading of a run and the first of the next, as if one had followed on the other. */
const joinSeconds = 10;

/** By run, where it begins on the axis and by how many seconds its readings are moved there. */
function runBegins(
  readings: readonly GpuReading[],
): ReadonlyMap<number, { readonly at: number; readonly shift: number }> {
  const begins = new Map<number, { at: number; shift: number }>();
  let run: number | null = null;
  let shift = 0;
  let last = 0;
  for (const { at, run_number: number } of readings) {
    const second = Date.parse(at) / 1000;
    if (number !== run) {
      const begin: number = run === null ? 0 : last - shift + joinSeconds;
      shift = second - begin;
      begins.set(number, { at: begin, shift });
      run = number;
    }
    last = second;
  }
  return begins;
}
