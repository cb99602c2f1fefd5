import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ProcessIdentity } from './process-identity.ts';

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** The private folder of a run. Throws unless the id is a lower-case UUID. */
export function runFolder(runsFolder: string, runId: string): string {
  if (!uuid.test(runId)) throw new Error('The id of a run is a lower-case UUID.');
  return join(runsFolder, runId);
}

/** The handle that is kept of an agent. */
export function formatHandle({ pid, startTime, bootId }: ProcessIdentity): string {
  return JSON.stringify({ pid, startTime, bootId });
}

/** The process that a handle names; null for a handle that is not one of ours. */
export function parseHandle(handle: string): ProcessIdentity | null {
  const fields = parseFields(handle);
  return asIdentity(fields['pid'], fields['startTime'], fields['bootId']);
}

const recordFiles = { started: 'started.json', agent: 'agent.json', trainer: 'trainer.json' } as const;

/** Notes in the run's folder which process was started, before its handle reaches the database. */
export function writeStarted(folder: string, identity: ProcessIdentity): void {
  const record = { pid: identity.pid, start_time: identity.startTime, boot_id: identity.bootId };
  const temporary = join(folder, `${recordFiles.started}.new`);
  writeFileSync(temporary, `${JSON.stringify(record)}\n`, { mode: 0o600 });
  renameSync(temporary, join(folder, recordFiles.started));
}

/** The processes that files in the run's folder tell of; they may be long gone. */
export function recordedProcesses(
  folder: string,
  which: readonly (keyof typeof recordFiles)[],
): readonly ProcessIdentity[] {
  return which.map((name) => readRecord(join(folder, recordFiles[name]))).filter((record) => record !== null);
}

function readRecord(file: string): ProcessIdentity | null {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    return null;
  }
  const fields = parseFields(text);
  return asIdentity(fields['pid'], fields['start_time'], fields['boot_id']);
}

function asIdentity(pid: unknown, startTime: unknown, bootId: unknown): ProcessIdentity | null {
  if (typeof pid !== 'number' || !Number.isSafeInteger(pid) || pid <= 1) return null;
  if (typeof startTime !== 'string' || (typeof bootId !== 'string' && bootId !== null)) return null;
  return { pid, startTime, bootId };
}

/** The fields of a JSON object; none where the text is not one, as when a write was cut off. */
function parseFields(text: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}
