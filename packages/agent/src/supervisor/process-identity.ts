import { readFileSync } from 'node:fs';

/** What tells one process from every other, also after its number was given to another and after a reboot. */
export interface ProcessIdentity {
  pid: number;
  /** Start in clock ticks since the boot, as field 22 of /proc/PID/stat; null where there is no /proc. */
  start_time: string | null;
  /** Changes with every boot; null where the system has none. */
  boot_id: string | null;
}

/** The identity of a process that runs now. */
export function identifyProcess(pid: number): ProcessIdentity {
  const stat = statOf(pid);
  return { pid, start_time: stat === null ? null : startTimeIn(stat), boot_id: bootId() };
}

/** True where the process of this identity still runs; one that only waits for its parent to bury it does not. */
export function isProcessAlive(identity: ProcessIdentity): boolean {
  if (identity.boot_id !== bootId()) return false;
  if (identity.start_time !== null) {
    const stat = statOf(identity.pid);
    return stat !== null && startTimeIn(stat) === identity.start_time && !hasEnded(stat);
  }
  try {
    process.kill(identity.pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Field 22 of a line of /proc/PID/stat; the command in field 2 may hold anything, brackets and spaces too. */
export function startTimeIn(stat: string): string | null {
  const afterCommand = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return afterCommand[22 - 3] ?? null;
}

/** True where field 3 says zombie or dead. */
function hasEnded(stat: string): boolean {
  return /^[ZX]/.test(stat.slice(stat.lastIndexOf(')') + 2));
}

function statOf(pid: number): string | null {
  try {
    return readFileSync(`/proc/${pid}/stat`, 'latin1');
  } catch {
    return null;
  }
}

function bootId(): string | null {
  try {
    return readFileSync('/proc/sys/kernel/random/boot_id', 'latin1').trim();
  } catch {
    return null;
  }
}
