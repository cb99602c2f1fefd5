import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { identifyChild, isProcessAlive, type ProcessIdentity } from './process-identity.ts';
import { type ProcessRecord, recordedIdentity, recordOf } from './process-record.ts';
import { agentFile } from './run-folders.ts';

/** What `agent.json` says: which process has the run on this machine. */
interface AgentRecord extends ProcessRecord {
  run_id: string;
  instance: string;
}

/**
 * Takes the run for this process by writing `agent.json` into its folder, whole and exclusively. False
 * where a living agent has it. The record of an agent that died is replaced, by one successor only.
 * Synchronous: it is two milliseconds before anything else can begin.
 */
export function takeAgentLock(runFolder: string, record: { run_id: string; instance: string }): boolean {
  mkdirSync(runFolder, { recursive: true, mode: 0o700 });
  const file = agentFile(runFolder);
  const own = join(runFolder, `agent.${process.pid}.new`);
  const content: AgentRecord = { ...record, ...recordOf(identifyChild(process.pid)) };
  writeFileSync(own, `${JSON.stringify(content)}\n`, { mode: 0o600 });
  try {
    if (linkExclusively(own, file)) return true;
    const holder = readRecord(file);
    if (holder === null || isProcessAlive(holder)) return false;
    // Of several successors only the one that can make this link goes on.
    const grave = join(runFolder, `agent.${holder.pid}-${holder.startTime}.dead`);
    if (!linkExclusively(file, grave)) return false;
    renameSync(own, file);
    return true;
  } finally {
    rmSync(own, { force: true });
  }
}

function linkExclusively(from: string, to: string): boolean {
  try {
    linkSync(from, to);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

function readRecord(file: string): ProcessIdentity | null {
  try {
    return recordedIdentity(readFileSync(file, 'utf8'));
  } catch {
    return null;
  }
}
