import { type ChildProcess, execFile } from 'node:child_process';
import type { Report } from '@trainyard/core';

/** The load of one GPU at one moment. */
export type GpuReading = Extract<Report, { type: 'gpu' }>['gpus'][number];

/** Readings that are being made. */
export interface GpuReadings {
  /** No reading is handed over after this. */
  stop(): void;
}

const fields = ['uuid', 'memory.used', 'memory.total', 'utilization.gpu'];
const bytesPerMib = 1024 * 1024;
const timeoutMs = 8_000;

/**
 * Reads memory and load of the NVIDIA cards among `gpus` at once and then every `everyMs`, for as long as
 * `nvidia-smi` is there to ask. A driver that does not answer is asked again the next time. Slots of the
 * processor, and slices of a card, for which the driver has no numbers, are left out.
 */
export function startGpuReadings(options: {
  readonly gpus: readonly { readonly id: string }[];
  readonly everyMs: number;
  readonly onReading: (gpus: GpuReading[]) => void;
}): GpuReadings {
  const ids = options.gpus.map(({ id }) => id).filter((id) => /^GPU-[\w-]+$/.test(id));
  let stopped = ids.length === 0;
  let timer: NodeJS.Timeout | undefined;
  let asked: ChildProcess | undefined;

  const read = () => {
    const query = [
      `--query-gpu=${fields.join(',')}`,
      '--format=csv,noheader,nounits',
      `--id=${ids.join(',')}`,
    ];
    asked = execFile('nvidia-smi', query, { timeout: timeoutMs, killSignal: 'SIGKILL' }, (error, stdout) => {
      if (error?.code === 'ENOENT') stopped = true;
      if (stopped) return;
      const readings = parseGpuReadings(stdout).filter(({ id }) => ids.includes(id));
      if (readings.length > 0) options.onReading(readings);
      timer = setTimeout(read, options.everyMs);
    });
  };
  if (!stopped) read();

  return {
    stop() {
      stopped = true;
      clearTimeout(timer);
      // One that hangs must not keep the agent from ending, also where it cannot be killed.
      asked?.kill('SIGKILL');
      asked?.unref();
      asked?.stdout?.destroy();
      asked?.stderr?.destroy();
    },
  };
}

/** Reads the lines that `nvidia-smi` prints for our query; what it says in words instead of numbers is null. */
export function parseGpuReadings(output: string): GpuReading[] {
  return output
    .split('\n')
    .map((line) => /^\s*(GPU-[\w-]+),\s*([^,]+),\s*([^,]+),\s*([^,]+?)\s*$/.exec(line))
    .filter((match) => match !== null)
    .map(([, id = '', used, total, load]) => ({
      id,
      memory_used_bytes: bytesOf(used),
      memory_total_bytes: bytesOf(total),
      utilization_percent: numberOf(load),
    }));
}

function bytesOf(mib: string | undefined): number | null {
  const number = numberOf(mib);
  return number === null ? null : number * bytesPerMib;
}

function numberOf(text: string | undefined): number | null {
  return text !== undefined && /^\s*\d+\s*$/.test(text) ? Number(text) : null;
}
