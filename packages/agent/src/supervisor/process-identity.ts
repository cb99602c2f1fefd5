import { readFileSync } from 'node:fs';
import { processStart } from './process-start.ts';

/** What tells a process from every other, also after its number was given to another one and after a reboot. */
export interface ProcessIdentity {
  readonly pid: number;
  /** When it was started, as `processStart` says it. */
  readonly startTime: string;
  /** Changes with every boot; null where the system has none. */
  readonly bootId: string | null;
}

/** The identity of a process that runs now; null where there is none of this number. */
export function identifyProcess(pid: number): ProcessIdentity | null {
  const startTime = processStart(pid);
  return startTime === null ? null : { pid, startTime, bootId: bootId() };
}

/**
 * The identity of a child that was started just now, asked for before anybody can have waited for it. One that
 * has ended already gets an identity that no process has.
 */
export function identifyChild(pid: number): ProcessIdentity {
  return identifyProcess(pid) ?? { pid, startTime: 'ended', bootId: bootId() };
}

/** True while the process of this identity runs; one that has ended and was not waited for does not run. */
export function isProcessAlive(identity: ProcessIdentity): boolean {
  return identity.bootId === bootId() && processStart(identity.pid) === identity.startTime;
}

/** Changes with every boot of this machine; null where the system has no such id. */
export function bootId(): string | null {
  try {
    return readFileSync('/proc/sys/kernel/random/boot_id', 'latin1').trim();
  } catch {
    return null;
  }
}
