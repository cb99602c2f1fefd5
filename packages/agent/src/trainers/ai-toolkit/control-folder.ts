import { accessSync, constants, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** A file system in memory: the trainer commits to its control database at every step, and a disk makes it wait. */
const memoryFolder = '/dev/shm';
const prefix = 'trainyard-control-';
/** No run is silent for so long: what is older was left by an agent that was killed. */
const abandonedAfterMs = 7 * 24 * 60 * 60_000;

/**
 * Makes a private folder for the control database of a run, in memory where that can be, else `fallback`. The
 * memory is shared by everything on the machine, so no other agent gets the same folder, whatever its run. It is
 * removed with `removeControlFolder`; what is left of a killed agent, by the server with `removeControlFoldersOf`, or
 * after a week.
 */
export function makeControlFolder(runId: string, fallback: string, memory = memoryFolder): string {
  try {
    accessSync(memory, constants.W_OK);
    removeAbandoned(memory);
    return mkdtempSync(join(memory, `${prefix}${runId}-`));
  } catch {
    // Not Linux, or a container that has none: it works on a disk as well.
    mkdirSync(fallback, { recursive: true, mode: 0o700 });
    return fallback;
  }
}

/** Removes what agents of a run have left in memory. Only where none of them lives any more. */
export function removeControlFoldersOf(runId: string, memory = memoryFolder): void {
  for (const folder of controlFolders(memory)) {
    if (folder.runId === runId) removeControlFolder(join(memory, folder.name));
  }
}

/** The runs, of whatever installation, of which something lies in memory. */
export function runsWithControlFolders(memory = memoryFolder): readonly string[] {
  return [...new Set(controlFolders(memory).map(({ runId }) => runId))];
}

function controlFolders(memory: string): readonly { readonly name: string; readonly runId: string }[] {
  let names: readonly string[] = [];
  try {
    names = readdirSync(memory);
  } catch {
    // Not Linux: there are none.
  }
  return names.flatMap((name) => {
    // What mkdtemp appends has no hyphen.
    const end = name.lastIndexOf('-');
    return name.startsWith(prefix) && end > prefix.length
      ? [{ name, runId: name.slice(prefix.length, end) }]
      : [];
  });
}

/** Removes the folder and what is in it. */
export function removeControlFolder(folder: string): void {
  rmSync(folder, { recursive: true, force: true });
}

function removeAbandoned(memory: string): void {
  for (const name of readdirSync(memory)) {
    if (!name.startsWith(prefix)) continue;
    const folder = join(memory, name);
    try {
      const changes = readdirSync(folder).map((file) => statSync(join(folder, file)).mtimeMs);
      const last = Math.max(statSync(folder).mtimeMs, ...changes);
      if (Date.now() - last > abandonedAfterMs) rmSync(folder, { recursive: true, force: true });
    } catch {
      // Of another account, or gone meanwhile.
    }
  }
}
