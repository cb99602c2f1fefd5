/** How the command ends, for scripts: the only exit codes it gives. */
export const exitCodes = {
  done: 0,
  /** A config has errors, a check found a problem, a job failed, or some of the files could not be handled. */
  findings: 1,
  /** The command line or the settings are not right. */
  usage: 2,
  /** The server refused the request, or there is no such thing. */
  refused: 3,
  /** The server cannot be reached or cannot do it now: the same command can succeed later. */
  later: 4,
  /** A fault of Trainyard itself. */
  unexpected: 70,
  /** Ended by Ctrl-C or a signal. */
  interrupted: 130,
} as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

/** What each exit code means, for the reference. */
export const exitCodeMeanings: readonly { readonly code: ExitCode; readonly meaning: string }[] = [
  { code: exitCodes.done, meaning: 'Done.' },
  {
    code: exitCodes.findings,
    meaning:
      'A config has errors, a check found a problem, a job did not finish, or some of the files could not be handled.',
  },
  { code: exitCodes.usage, meaning: 'The command line or the settings are not right.' },
  { code: exitCodes.refused, meaning: 'The server refused the request, or there is no such thing.' },
  {
    code: exitCodes.later,
    meaning: 'The server cannot be reached or cannot do it now; the same command can succeed later.',
  },
  { code: exitCodes.unexpected, meaning: 'A fault of Trainyard itself.' },
  { code: exitCodes.interrupted, meaning: 'Ended by Ctrl-C or a signal.' },
];
