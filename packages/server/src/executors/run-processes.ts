import { readFileSync } from 'node:fs';
import { setImmediate as letOthersWork, setTimeout as sleep } from 'node:timers/promises';
import {
  bootId,
  identifyProcess,
  isProcessAlive,
  listProcesses,
  type ProcessIdentity,
  readStat,
} from '@trainyard/agent';

const lookAgainMs = 10;
/** Processes looked at before others get a turn; each takes some microseconds. */
const atOnce = 50;

/**
 * Kills every process of a run and returns when none is left: the known ones, whatever is in their process
 * groups, and every other one that carries the run's id in its environment. Throws when some are still there
 * after `patienceMs`.
 */
export async function killRunProcesses(
  runId: string,
  known: readonly ProcessIdentity[],
  patienceMs: number,
): Promise<void> {
  const deadline = performance.now() + patienceMs;
  for (;;) {
    const groups = known.filter(mayBeSignalled).map(({ pid }) => pid);
    for (const group of groups) kill(-group);
    for (const { pid } of known.filter(isProcessAlive)) kill(pid);
    const strays = await findRunProcesses(runId, new Set(groups));
    for (const pid of strays) kill(pid);
    if (strays.length === 0 && !known.some(isProcessAlive)) return;
    if (performance.now() > deadline) {
      throw new Error(`Processes of run ${runId} did not end when they were killed: ${strays.join(', ')}.`);
    }
    await sleep(lookAgainMs);
  }
}

/**
 * True where the process group of this number can only be the run's: its leader is the known process, or has
 * ended (a number is not given away again while processes of its group live), since this boot.
 */
function mayBeSignalled(identity: ProcessIdentity): boolean {
  const present = identifyProcess(identity.pid);
  if (present === null) return identity.bootId === bootId();
  return isProcessAlive(identity);
}

/**
 * Numbers of the processes that belong to the run, by their environment or their process group. What the kernel
 * tells is in memory: read in place, it takes a quarter of the time that handing each read to a thread does.
 */
async function findRunProcesses(runId: string, groups: ReadonlySet<number>): Promise<number[]> {
  const marker = `TRAINYARD_RUN_ID=${runId}`;
  const found: number[] = [];
  for (const [index, pid] of listProcesses().entries()) {
    if (index % atOnce === atOnce - 1) await letOthersWork();
    if (belongs(pid, marker, groups)) found.push(pid);
  }
  return found;
}

function belongs(pid: number, marker: string, groups: ReadonlySet<number>): boolean {
  try {
    const { state, group } = readStat(readFileSync(`/proc/${pid}/stat`, 'latin1'));
    if (state === 'Z' || state === 'X') return false;
    if (groups.has(group)) return true;
    return readFileSync(`/proc/${pid}/environ`, 'latin1').split('\0').includes(marker);
  } catch {
    // Gone meanwhile, or a process of somebody else.
    return false;
  }
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    // EPERM: macOS answers so for a group that holds only processes which have ended.
    if (code !== 'ESRCH' && code !== 'EPERM') throw error;
  }
}
