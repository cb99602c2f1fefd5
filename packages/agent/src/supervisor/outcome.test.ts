import { expect, test } from 'vitest';
import { outcomeOf, type TrainerEnd } from './outcome.ts';

const base: TrainerEnd = {
  exitCode: 0,
  signal: null,
  said: null,
  saidMessage: null,
  step: 4,
  totalSteps: 10,
  halt: null,
  wasForced: false,
  lastLogLines: [],
};

test.each<{ what: string; end: Partial<TrainerEnd>; outcome: string; message: RegExp | null }>([
  { what: 'all steps', end: { said: 'finished', step: 10 }, outcome: 'finished', message: null },
  {
    what: 'all steps, though a stop came too late',
    end: { said: 'finished', step: 10, halt: 'command' },
    outcome: 'finished',
    message: null,
  },
  {
    what: 'finished too early',
    end: { said: 'finished' },
    outcome: 'failed',
    message: /by itself at step 4 of 10/,
  },
  {
    what: 'exit 0 without a word',
    end: { step: 10 },
    outcome: 'failed',
    message: /ended by itself at step 10/,
  },
  {
    what: 'an exit code without a word',
    end: { exitCode: 7, lastLogLines: ['boom', 'bang'] },
    outcome: 'failed',
    message: /exit code 7 at step 4 of 10.*\nboom\nbang$/,
  },
  {
    what: 'a failure in words',
    end: { exitCode: 1, said: 'failed', saidMessage: 'No images.' },
    outcome: 'failed',
    message: /^No images\.$/,
  },
  {
    what: 'out of memory',
    end: { exitCode: null, signal: 'SIGKILL' },
    outcome: 'killed',
    message: /SIGKILL.*step 4.*memory/,
  },
  {
    what: 'a segfault',
    end: { exitCode: null, signal: 'SIGSEGV' },
    outcome: 'killed',
    message: /by SIGSEGV at step 4 of 10\.$/,
  },
  {
    what: 'a stop',
    end: { exitCode: 3, said: 'stopped', halt: 'command' },
    outcome: 'stopped',
    message: /as asked, at step 4/,
  },
  {
    what: 'a stop by force',
    end: { exitCode: null, signal: 'SIGKILL', halt: 'command', wasForced: true },
    outcome: 'stopped',
    message: /did not stop when asked/,
  },
  {
    what: 'a drained agent',
    end: { exitCode: 3, said: 'stopped', halt: 'agent' },
    outcome: 'killed',
    message: /agent was asked/,
  },
  {
    what: 'a stop by someone else',
    end: { exitCode: 3, said: 'stopped' },
    outcome: 'killed',
    message: /other than Trainyard/,
  },
])('$what is $outcome', ({ end, outcome, message }) => {
  const result = outcomeOf({ ...base, ...end });
  expect(result.outcome).toBe(outcome);
  if (message === null) expect(result.message).toBeNull();
  else expect(result.message).toMatch(message);
});
