import type { Assignment } from '@trainyard/core';
import type { RunFolders } from './run-folders.ts';

/** Everything of the agent's own environment that a trainer sees. */
const inherited = ['PATH', 'LANG', 'LC_ALL', 'TZ'] as const;

/** Variables by which a value would become code or take the trainer out of its place. */
const reservedName =
  /^(?:PATH|HOME|SHELL|IFS|ENV|TMPDIR|BASH_.*|LD_.*|DYLD_.*|NODE_.*|PYTHON.*|CUDA_.*|TRAINYARD_.*)$/;

/**
 * The whole environment of the trainer: what the table allows, the devices of its lease, its secrets, and
 * TRAINYARD_RUN_ID, by which strays of a run are found. A secret that is no plain name in capitals, or that
 * would replace a reserved variable, throws.
 */
export function trainerEnvironment(
  assignment: Pick<Assignment, 'run_id' | 'gpus' | 'secrets'>,
  folders: Pick<RunFolders, 'root' | 'temporary'>,
  agentEnvironment: Readonly<Record<string, string | undefined>>,
): Record<string, string> {
  const environment: Record<string, string> = {};
  for (const name of inherited) {
    const value = agentEnvironment[name];
    if (value !== undefined) environment[name] = value;
  }
  for (const [name, value] of Object.entries(assignment.secrets)) {
    if (!/^[A-Z][A-Z0-9_]{0,127}$/.test(name) || reservedName.test(name)) {
      throw new Error(`The secret ${JSON.stringify(name)} cannot be an environment variable of the trainer.`);
    }
    // An empty token is worse than none: libraries send it.
    if (value !== '') environment[name] = value;
  }
  environment['HOME'] = folders.root;
  environment['TMPDIR'] = folders.temporary;
  environment['CUDA_DEVICE_ORDER'] = 'PCI_BUS_ID';
  // Processor slots are no CUDA devices: the list is then empty, and no device is seen.
  environment['CUDA_VISIBLE_DEVICES'] = assignment.gpus
    .map((gpu) => gpu.id)
    .filter(isCudaDevice)
    .join(',');
  environment['TRAINYARD_RUN_ID'] = assignment.run_id;
  return environment;
}

/** True for the UUID of a card, or of a part of one; slots of the processor have names of another kind. */
export function isCudaDevice(id: string): boolean {
  return /^(?:GPU|MIG)-/.test(id);
}
