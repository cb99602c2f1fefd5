import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type ProcessIdentity, recordedIdentity, recordOf } from '@trainyard/agent';
import { isUuid } from '../uuid.ts';

/** Whether a name can be the id of a run. */
export function isRunId(name: string): boolean {
  return isUuid(name);
}

/** The private folder of a run. Throws unless the id is a lower-case UUID. */
export function runFolder(runsFolder: string, runId: string): string {
  if (!isRunId(runId)) throw new Error('The id of a run is a lower-case UUID.');
  return join(runsFolder, runId);
}

/** The handle that is kept of an agent. */
export function formatHandle({ pid, startTime, bootId }: ProcessIdentity): string {
  return JSON.stringify({ pid, startTime, bootId });
}

/** The process that a handle names; null for a handle that is not one of ours. */
export function parseHandle(handle: string): ProcessIdentity | null {
  return recordedIdentity(handle);
}

const recordFiles = { started: 'started.json', agent: 'agent.json', trainer: 'trainer.json' } as const;

/** Notes in the run's folder which process was started, before its handle reaches the database. */
export function writeStarted(folder: string, identity: ProcessIdentity): void {
  const temporary = join(folder, `${recordFiles.started}.new`);
  writeFileSync(temporary, `${JSON.stringify(recordOf(identity))}\n`, { mode: 0o600 });
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
  try {
    return recordedIdentity(readFileSync(file, 'utf8'));
  } catch {
    return null;
  }
}
