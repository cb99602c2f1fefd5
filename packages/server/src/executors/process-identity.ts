import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** What tells a process from every other, also after its number was given to another one and after a reboot. */
export interface ProcessIdentity {
  readonly pid: number;
  /** When it was started: clock ticks since the boot, or the date that `ps` shows where there is no /proc. */
  readonly startTime: string;
  /** Changes with every boot; null where the system has none. */
  readonly bootId: string | null;
}

/** The identity of a process that runs now; null where there is none of this number. */
export function identifyProcess(pid: number): ProcessIdentity | null {
  const startTime = startTimeOf(pid);
  return startTime === null ? null : { pid, startTime, bootId: bootId() };
}

/** True while the process of this identity runs; one that has ended and was not waited for does not run. */
export function isProcessAlive(identity: ProcessIdentity): boolean {
  return identity.bootId === bootId() && startTimeOf(identity.pid) === identity.startTime;
}

/** Changes with every boot of this machine; null where the system has no such id. */
export function bootId(): string | null {
  try {
    return readFileSync('/proc/sys/kernel/random/boot_id', 'latin1').trim();
  } catch {
    return null;
  }
}

/** State, process group and start time in a line of /proc/PID/stat; the command in it may hold anything. */
export function readStat(stat: string): { state: string; group: number; startTime: string } {
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return { state: fields[0] ?? '', group: Number(fields[2]), startTime: fields[22 - 3] ?? '' };
}

const isLinux = process.platform === 'linux';

function startTimeOf(pid: number): string | null {
  return isLinux ? startTimeFromProc(pid) : startTimeFromPs(pid);
}

function startTimeFromProc(pid: number): string | null {
  try {
    const { state, startTime } = readStat(readFileSync(`/proc/${pid}/stat`, 'latin1'));
    return state === 'Z' || state === 'X' ? null : startTime;
  } catch {
    return null;
  }
}

function startTimeFromPs(pid: number): string | null {
  try {
    const line = execFileSync('ps', ['-o', 'stat=,lstart=', '-p', String(pid)], {
      encoding: 'latin1',
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim();
    return line === '' || line.startsWith('Z') ? null : line.replace(/^\S+\s+/, '');
  } catch {
    return null;
  }
}
