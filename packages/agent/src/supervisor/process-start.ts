import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';

/** State, process group and start time in a line of /proc/PID/stat; the command in it may hold anything. */
export function readStat(stat: string): { state: string; group: number; startTime: string } {
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return { state: fields[0] ?? '', group: Number(fields[2]), startTime: fields[22 - 3] ?? '' };
}

/**
 * When a process was started, in this system's words; null where none of this number runs. One that has ended
 * and was not waited for does not run.
 */
export function processStart(pid: number): string | null {
  return hasProc ? startInProc(pid) : startInPs(pid);
}

const hasProc = existsSync('/proc/self/stat');

/** Clock ticks since the boot. */
function startInProc(pid: number): string | null {
  try {
    const { state, startTime } = readStat(readFileSync(`/proc/${pid}/stat`, 'latin1'));
    return state === 'Z' || state === 'X' ? null : startTime;
  } catch {
    return null;
  }
}

/** The date that `ps` shows, for systems without /proc; the same whoever asks, whatever their language and zone. */
export function startInPs(pid: number): string | null {
  try {
    const line = execFileSync('ps', ['-o', 'stat=,lstart=', '-p', String(pid)], {
      encoding: 'latin1',
      env: { PATH: process.env['PATH'] ?? '/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' },
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim();
    return line === '' || line.startsWith('Z') ? null : line.replace(/^\S+\s+/, '');
  } catch {
    return null;
  }
}
