/** Files and folders beside the checkpoints; a name that begins one of them is taken for it by the trainer. */
const neighbours = [
  'README.md',
  'config.yaml',
  'learnable_snr.json',
  'log.txt',
  'logs',
  'loss_log.db',
  'optimizer.pt',
  'pid.txt',
  'samples',
] as const;

/** The trainer leaves out paths with one of these anywhere in them, unless the name has it too. */
const filteredParts = ['_LoRA', '_refiner', '_t2i', '_cn'] as const;

/** Safe in every folder, since it has all parts that the trainer filters by. */
const standIn = `run${filteredParts.join('')}`;

/**
 * The name under which the trainer knows the run. It is the job's own name, except where the trainer would
 * not find its own checkpoints under that: names with characters of patterns, names that begin another
 * file's name, and folders with a part that the trainer filters by.
 */
export function runNameOf(jobName: string, outputFolder: string): string {
  const isPlain = /^[A-Za-z0-9][A-Za-z0-9_-]{0,199}$/.test(jobName);
  const beginsNeighbour = neighbours.some((file) => file.startsWith(jobName));
  const isFilteredOut = filteredParts.some((part) => outputFolder.includes(part) && !jobName.includes(part));
  return isPlain && !beginsNeighbour && !isFilteredOut ? jobName : standIn;
}
