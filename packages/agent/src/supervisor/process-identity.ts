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
  return { pid, start_time: startTimeOf(pid), boot_id: bootId() };
}

/** True where the process of this identity still runs. */
export function isProcessAlive(identity: ProcessIdentity): boolean {
  if (identity.boot_id !== bootId()) return false;
  if (identity.start_time !== null) return startTimeOf(identity.pid) === identity.start_time;
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

function startTimeOf(pid: number): string | null {
  try {
    return startTimeIn(readFileSync(`/proc/${pid}/stat`, 'latin1'));
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
