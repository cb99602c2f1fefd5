import { readdirSync } from 'node:fs';

/** The numbers of all processes but this one and the first of the machine; none where there is no /proc. */
export function listProcesses(): number[] {
  try {
    return readdirSync('/proc')
      .map(Number)
      .filter((pid) => pid > 1 && pid !== process.pid);
  } catch {
    return [];
  }
}
