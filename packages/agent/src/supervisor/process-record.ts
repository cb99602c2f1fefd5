import type { ProcessIdentity } from './process-identity.ts';

/** An identity as the JSON files in a run's folder hold it. */
export interface ProcessRecord {
  pid: number;
  start_time: string;
  boot_id: string | null;
}

/** The record of a process. */
export function recordOf({ pid, startTime, bootId }: ProcessIdentity): ProcessRecord {
  return { pid, start_time: startTime, boot_id: bootId };
}

/**
 * The process that a JSON text names, be it a record or an identity itself; null where it names none, as when
 * a write was cut off.
 */
export function recordedIdentity(text: string): ProcessIdentity | null {
  const fields = parseFields(text) as Partial<ProcessRecord & ProcessIdentity>;
  const { pid, startTime = fields.start_time, bootId = fields.boot_id } = fields;
  if (typeof pid !== 'number' || !Number.isSafeInteger(pid) || pid <= 1) return null;
  if (typeof startTime !== 'string' || (typeof bootId !== 'string' && bootId !== null)) return null;
  return { pid, startTime, bootId };
}

function parseFields(text: string): object {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : {};
  } catch {
    return {};
  }
}
