import { numberOf } from './nvidia-cards.ts';
import { queryNvidiaSmi } from './nvidia-smi.ts';

/** A process that computes on a card. */
export interface GpuProcess {
  /** The card or slice that it is on. */
  readonly uuid: string;
  readonly pid: number;
  /** Null where the driver does not say. */
  readonly usedMib: number | null;
  readonly name: string;
}

const query = ['--query-compute-apps=gpu_uuid,pid,used_memory,process_name', '--format=csv,noheader,nounits'];

/**
 * The processes that compute on the cards of this machine. What only draws, such as a display server, is not
 * among them, nor is what runs in another container. Throws where the driver does not answer.
 */
export async function readGpuProcesses(): Promise<readonly GpuProcess[]> {
  return parseGpuProcesses((await queryNvidiaSmi(query)) ?? '');
}

function parseGpuProcesses(output: string): readonly GpuProcess[] {
  return output
    .split('\n')
    .map((line) => /^\s*((?:GPU|MIG)-[\w/-]+), (\d+), ([^,]+), (.*?)\s*$/.exec(line))
    .filter((match) => match !== null)
    .map(([, uuid = '', pid, used, name = '']) => ({
      uuid,
      pid: Number(pid),
      usedMib: numberOf(used),
      name: /^\[.*\]$/.test(name) ? '' : name,
    }));
}
