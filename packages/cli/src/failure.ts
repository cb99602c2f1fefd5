import { type ExitCode, exitCodes } from './exit-codes.ts';

/** A failure that the person at the terminal can do something about; its message says what. */
export class CommandFailure extends Error {
  readonly exitCode: ExitCode;

  constructor(exitCode: ExitCode, message: string, options: { cause?: unknown } = {}) {
    super(message, { cause: options.cause });
    this.name = 'CommandFailure';
    this.exitCode = exitCode;
  }
}

/** Everything that is wrong with a command line, at once. */
export class UsageFailure extends CommandFailure {
  /** The command that was meant, for the pointer to its help; '' where it is not known. */
  readonly commandName: string;

  constructor(faults: readonly string[], commandName: string) {
    super(exitCodes.usage, faults.join('\n'));
    this.name = 'UsageFailure';
    this.commandName = commandName;
  }
}
