import { isAbsolute } from 'node:path';
import { TrainingError } from './training-error.ts';

/** What the program was started with. */
export interface CommandLine {
  readonly configPath: string;
  /** Optimizer state to go on from exactly. */
  readonly resumeState: string | undefined;
  /** Checkpoint to go on from where there is no optimizer state. */
  readonly resumeWeights: string | undefined;
}

/** Reads the arguments after the program's name. Throws TrainingError where they make no sense. */
export function readCommandLine(argv: readonly string[]): CommandLine {
  const given = new Map<string, string>();
  for (let index = 0; index < argv.length; index += 2) {
    const flag = argv[index] ?? '';
    const value = argv[index + 1];
    if (!['--config', '--resume', '--resume-weights'].includes(flag)) {
      throw new TrainingError(
        `The built-in trainer does not know the argument ${JSON.stringify(flag)}; it takes --config, --resume and --resume-weights.`,
      );
    }
    if (value === undefined || !isAbsolute(value)) {
      throw new TrainingError(`The argument ${flag} needs the absolute path of a file.`);
    }
    given.set(flag, value);
  }
  const configPath = given.get('--config');
  if (configPath === undefined) throw new TrainingError('The argument --config is missing.');
  const resumeState = given.get('--resume');
  const resumeWeights = given.get('--resume-weights');
  if (resumeState !== undefined && resumeWeights !== undefined) {
    throw new TrainingError('Give --resume or --resume-weights, not both.');
  }
  return { configPath, resumeState, resumeWeights };
}
