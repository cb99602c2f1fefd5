import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

const ticksPerSecond = Number(execFileSync('getconf', ['CLK_TCK'], { encoding: 'utf8' }));

/**
 * Seconds of processor time that a process has used, with the children that it has waited for; null where it is
 * gone.
 */
export function processorSeconds(pid: number): number | null {
  let stat: string;
  try {
    stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
  } catch {
    return null;
  }
  // The name of the program, in brackets, may hold anything; its state comes after it.
  const [state = 'X', ...fields] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  if ('ZX'.includes(state)) return null;
  const ticks = fields.slice(10, 14).reduce((sum, field) => sum + Number(field), 0);
  return ticks / ticksPerSecond;
}
