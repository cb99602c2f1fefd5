import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { listProcesses } from './list-processes.ts';
import { processStart } from './process-start.ts';

const lookAgainMs = 20;

/**
 * Kills every process whose environment has all of `marks` (each `NAME=value`), wherever it went: launchers of
 * several processes give each a session of its own, which signals to the trainer's group do not reach. Returns
 * when none is left, or after `patienceMs`. Finds none where there is no /proc.
 */
export async function killScattered(marks: readonly string[], patienceMs: number): Promise<void> {
  const giveUpAt = performance.now() + patienceMs;
  while (signalScattered(marks, 'SIGKILL') > 0 && performance.now() < giveUpAt) await sleep(lookAgainMs);
}

/** Sends a signal to every such process once, and says how many there were. */
export function signalScattered(marks: readonly string[], signal: NodeJS.Signals): number {
  const found = marks.length === 0 ? [] : listProcesses().filter((pid) => hasMarks(pid, marks));
  for (const pid of found) {
    try {
      process.kill(pid, signal);
    } catch {
      // Gone meanwhile.
    }
  }
  return found.length;
}

function hasMarks(pid: number, marks: readonly string[]): boolean {
  try {
    const environment = readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0');
    return marks.every((mark) => environment.includes(mark)) && processStart(pid) !== null;
  } catch {
    // Gone meanwhile, or a process of somebody else.
    return false;
  }
}
