import { readFileSync } from 'node:fs';

/** How many processes the kernel has killed since the machine started because memory ran out; null if unknown. */
export function countMemoryKills(): number | null {
  try {
    const digits = /^oom_kill (\d+)$/m.exec(readFileSync('/proc/vmstat', 'utf8'))?.[1];
    return digits === undefined ? null : Number(digits);
  } catch {
    return null;
  }
}
