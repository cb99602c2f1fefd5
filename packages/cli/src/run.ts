import type { Command } from './command.ts';
import { commandLoaders, commandNames, loadCommands } from './commands/index.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';
import { CommandFailure, UsageFailure } from './failure.ts';
import { renderCommandHelp, renderOverview } from './help.ts';
import type { Io } from './io.ts';
import { findNearest } from './nearest.ts';
import { parseInput } from './parse-input.ts';
import { readVersion } from './version.ts';

/** Runs one command line and returns its exit code. Never throws: what goes wrong is printed to `io`. */
export async function run(argv: readonly string[], io: Io): Promise<ExitCode> {
  try {
    return await dispatch(argv, io);
  } catch (error) {
    return reportFailure(error, io);
  }
}

/** Prints what went wrong and what to do, to standard error, and chooses the exit code. */
async function reportFailure(error: unknown, io: Io): Promise<ExitCode> {
  if (io.signal.aborted) {
    io.note('Interrupted.');
    return exitCodes.interrupted;
  }
  if (error instanceof CommandFailure) {
    io.note(error.message);
    if (error instanceof UsageFailure) {
      const name = error.commandName === '' ? '' : ` ${error.commandName}`;
      io.note(`See "trainyard${name} --help".`);
    }
    return error.exitCode;
  }
  // Loaded only now: it knows the API, which is the most of what a short command would have to load.
  const { reportForeignFailure } = await import('./report-failure.ts');
  return reportForeignFailure(error, io);
}

async function dispatch(argv: readonly string[], io: Io): Promise<ExitCode> {
  if (argv[0] === '--version' || argv[0] === '-v') {
    io.print(readVersion());
    return exitCodes.done;
  }
  // `trainyard help job submit` is `trainyard job submit --help`.
  const words = argv[0] === 'help' ? [...argv.slice(1), '--help'] : argv;
  const wantsHelp = asksForHelp(words);
  const [name, rest] = splitName(words);
  if (name === null) return explainNames(words, wantsHelp, io);
  const command: Command = await commandLoaders[name]();
  if (wantsHelp) {
    io.writeOut(renderCommandHelp(command));
    return exitCodes.done;
  }
  return command.run(parseInput(command, rest), io);
}

function asksForHelp(words: readonly string[]): boolean {
  const end = words.indexOf('--');
  const before = end === -1 ? words : words.slice(0, end);
  return before.includes('--help') || before.includes('-h');
}

/** The longest known command that the words begin with, and what follows it. */
function splitName(words: readonly string[]): [keyof typeof commandLoaders | null, readonly string[]] {
  for (const count of [2, 1]) {
    const name = commandNames.find((each) => each === words.slice(0, count).join(' '));
    if (name !== undefined) return [name, words.slice(count)];
  }
  return [null, words];
}

/** Help for the words that are no command: none at all, a group, or something unknown. */
async function explainNames(words: readonly string[], wantsHelp: boolean, io: Io): Promise<ExitCode> {
  const [stray] = words.filter((word) => word.startsWith('-') && word !== '--help' && word !== '-h');
  if (stray !== undefined) throw new UsageFailure([`A command comes before the option ${stray}.`], '');
  const [first, second] = words.filter((word) => !word.startsWith('-'));
  const ofGroup = commandNames.filter((name) => name.startsWith(`${first} `));
  const isGroup = ofGroup.length > 0;
  if ((first === undefined || isGroup) && (second === undefined || wantsHelp)) {
    const text = isGroup
      ? renderOverview(await loadCommands(ofGroup), first)
      : renderOverview(await loadCommands(commandNames));
    if (wantsHelp) io.writeOut(text);
    else io.writeErr(text);
    return wantsHelp ? exitCodes.done : exitCodes.usage;
  }
  const typed = isGroup ? `${first} ${second}` : String(first);
  const nearest = findNearest(typed, isGroup ? ofGroup : [...commandNames, ...groupsOf(commandNames)]);
  const hint = nearest === null ? '' : ` Did you mean "trainyard ${nearest}"?`;
  throw new UsageFailure([`There is no command "${typed}".${hint}`], isGroup ? String(first) : '');
}

function groupsOf(names: readonly string[]): string[] {
  return [...new Set(names.filter((name) => name.includes(' ')).map((name) => name.split(' ')[0] ?? ''))];
}
