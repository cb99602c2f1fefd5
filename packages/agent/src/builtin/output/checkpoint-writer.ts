import { rm } from 'node:fs/promises';
import type { TrainerEvent } from '../protocol.ts';
import type { Settings } from '../settings/settings.ts';
import type { Adam } from '../training/adam.ts';
import type { Adapters } from '../training/adapters.ts';
import { encodeCheckpoint } from './checkpoint.ts';
import type { JobFolder } from './job-folder.ts';
import { encodeOptimizerState } from './optimizer-state.ts';
import { writeWholeFile } from './whole-file.ts';

/** Writes checkpoints with their optimizer states, and removes old ones. */
export interface CheckpointWriter {
  /** Saves the weights of a step under its number and clears away what is too old. Once a step is enough. */
  saveStep(step: number, epoch: number): Promise<void>;
  /** Saves the weights of the last step under the job's name. */
  saveFinal(step: number, epoch: number): Promise<void>;
}

/** Makes a writer for one run. */
export function createCheckpointWriter(
  folder: JobFolder,
  settings: Settings,
  adapters: Adapters,
  adam: Adam,
  emit: (event: TrainerEvent) => Promise<void>,
): CheckpointWriter {
  let lastSaved = -1;

  async function save(path: string, step: number, epoch: number): Promise<void> {
    const statePath = folder.optimizerState(step);
    await writeWholeFile(statePath, encodeOptimizerState(adapters, adam, step));
    await emit({ event: 'optimizer', path: statePath, step });
    await writeWholeFile(path, encodeCheckpoint(adapters, settings, { step, epoch }));
    await emit({ event: 'checkpoint', path, step });
    lastSaved = step;
    await removeOld(step);
  }

  async function removeOld(step: number): Promise<void> {
    const checkpoints = await folder.listCheckpoints();
    const surplus = settings.save.keep > 0 ? checkpoints.slice(0, -settings.save.keep) : [];
    for (const old of surplus) await remove(folder.checkpoint(old));
    const kept = new Set(checkpoints.slice(surplus.length));
    for (const old of await folder.listOptimizerStates()) {
      if (old < step && !kept.has(old)) await remove(folder.optimizerState(old));
    }
  }

  async function remove(path: string): Promise<void> {
    await rm(path, { force: true });
    await emit({ event: 'removed', path });
  }

  return {
    async saveStep(step, epoch) {
      if (step !== lastSaved) await save(folder.checkpoint(step), step, epoch);
    },
    saveFinal: (step, epoch) => save(folder.finalCheckpoint(), step, epoch),
  };
}
