import { exitCodes } from './exit-codes.ts';
import { CommandFailure } from './failure.ts';

const systemReasons: Readonly<Record<string, string>> = {
  EACCES: 'permission is missing',
  EPERM: 'permission is missing',
  EROFS: 'the disk is read-only',
  ENOSPC: 'the disk is full',
  ENOTDIR: 'a part of the path is not a folder',
  EEXIST: 'there is a file where a folder is needed',
  EADDRINUSE: 'the port is taken; "trainyard doctor" says by whom, and --port chooses another',
  EADDRNOTAVAIL: 'this machine does not have that address; --host chooses another',
};

/** Runs work of the server package, and turns failures that the person can mend into `CommandFailure`. */
export async function withOperatorErrors<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const { OperatorError } = await import('@trainyard/server');
    if (error instanceof OperatorError) {
      throw new CommandFailure(exitCodes.usage, error.message, { cause: error });
    }
    const reason =
      error instanceof Error ? systemReasons[(error as NodeJS.ErrnoException).code ?? ''] : undefined;
    if (reason !== undefined && error instanceof Error) {
      throw new CommandFailure(exitCodes.usage, `${error.message}: ${reason}.`, { cause: error });
    }
    throw error;
  }
}
