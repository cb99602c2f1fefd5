import type { CommandLine } from './command-line.ts';
import { loadCheckpoint } from './output/checkpoint.ts';
import { loadOptimizerState } from './output/optimizer-state.ts';
import type { Adam } from './training/adam.ts';
import type { Adapters } from './training/adapters.ts';

/**
 * Fills adapters and optimizer from what the program was told to resume from, if anything, and gives the
 * step to go on from. Throws TrainingError where that does not fit the config.
 */
export async function resume(
  commandLine: CommandLine,
  adapters: Adapters,
  adam: Adam,
  log: (line: string) => void,
): Promise<number> {
  if (commandLine.resumeState !== undefined) {
    const step = await loadOptimizerState(commandLine.resumeState, adapters, adam);
    log(`Going on exactly from the optimizer state of step ${step}.`);
    return step;
  }
  if (commandLine.resumeWeights !== undefined) {
    const step = await loadCheckpoint(commandLine.resumeWeights, adapters);
    log(
      `Going on from the checkpoint of step ${step}. There is no optimizer state, so the moments begin anew and the weights are as rounded in the file: the result differs from that of an unbroken run.`,
    );
    return step;
  }
  return 0;
}
