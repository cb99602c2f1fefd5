import { describe, expect, test } from 'vitest';
import { commandNames, loadCommands } from '../src/commands/index.ts';
import { usageLine } from '../src/help.ts';
import { run } from '../src/run.ts';
import { captureIo } from './support/captured-io.ts';

async function runAndRead(...argv: string[]) {
  const io = captureIo();
  const exitCode = await run(argv, io);
  return { exitCode, out: io.out(), err: io.err() };
}

describe('a command line', () => {
  test.for([
    [
      'an unknown command',
      ['sreve'],
      'There is no command "sreve". Did you mean "trainyard serve"?\nSee "trainyard --help".\n',
    ],
    [
      'an unknown command of a group',
      ['token', 'craete'],
      'There is no command "token craete". Did you mean "trainyard token create"?\nSee "trainyard token --help".\n',
    ],
    [
      'an unknown option',
      ['token', 'list', '--account', 'a', '--jsno'],
      'There is no option --jsno. Did you mean "--json"?\nSee "trainyard token list --help".\n',
    ],
    [
      'a missing option',
      ['token', 'list'],
      '--account NAME is needed.\nSee "trainyard token list --help".\n',
    ],
    [
      'an option without its value',
      ['token', 'list', '--account'],
      '--account needs a value: --account NAME.\nSee "trainyard token list --help".\n',
    ],
    [
      'an option for a value',
      ['token', 'list', '--account', '--json'],
      '--account needs a value: --account NAME.\nSee "trainyard token list --help".\n',
    ],
    [
      'a value for a flag',
      ['token', 'list', '--account', 'a', '--json=yes'],
      '--json takes no value.\nSee "trainyard token list --help".\n',
    ],
    [
      'an option twice',
      ['token', 'list', '--account', 'a', '--account', 'b'],
      '--account is given twice.\nSee "trainyard token list --help".\n',
    ],
    ['a missing argument', ['dataset', 'show'], 'DATASET is needed.\nSee "trainyard dataset show --help".\n'],
    [
      'too many arguments',
      ['explain', '40001', '40002'],
      '"40002" is more than "trainyard explain" takes.\nSee "trainyard explain --help".\n',
    ],
    [
      'a number out of bounds',
      ['job', 'list', '--limit', '0'],
      '--limit is "0", but must be a whole number from 1 to 100000.\nSee "trainyard job list --help".\n',
    ],
    [
      'an unknown choice',
      ['job', 'list', '--status', 'RUNING'],
      '--status is "RUNING", but must be one of IN_QUEUE, RUNNING, STOPPED, FAILED, CANCELED. Did you mean "RUNNING"?\nSee "trainyard job list --help".\n',
    ],
    [
      'an option before the command',
      ['--json', 'explain'],
      'A command comes before the option --json.\nSee "trainyard --help".\n',
    ],
  ] as const)('with %s is refused with exit code 2', async ([, argv, err]) => {
    expect(await runAndRead(...argv)).toEqual({ exitCode: 2, out: '', err });
  });

  test('with several faults is told all of them', async () => {
    const { err } = await runAndRead('token', 'create', 'extra', '--acount', 'a', '--name');
    expect(err).toMatchInlineSnapshot(`
      "There is no option --acount. Did you mean "--account"?
      --name needs a value: --name TEXT.
      --account NAME is needed.
      See "trainyard token create --help".
      "
    `);
  });

  test('with a value that begins with a dash can be written with an equals sign', async () => {
    const { err } = await runAndRead('token', 'list', '--account=-x', '--data-dir', '/nowhere/at/all');
    expect(err).toContain('There is no data folder /nowhere/at/all.');
  });

  test('of the version alone prints it', async () => {
    const { exitCode, out } = await runAndRead('--version');
    expect(exitCode).toBe(0);
    expect(out).toMatch(/^\d+\.\d+\.\d+\n$/);
  });
});

describe('help', () => {
  test('without a command goes to standard error, since nothing was asked for', async () => {
    const { exitCode, out, err } = await runAndRead();
    expect([exitCode, out]).toEqual([2, '']);
    expect(err).toBe((await runAndRead('--help')).out);
  });

  test('lists every command', async () => {
    const { exitCode, out } = await runAndRead('--help');
    expect(exitCode).toBe(0);
    for (const name of commandNames) expect(out).toContain(`\n  ${name} `);
  });

  test('of a group lists the commands of the group', async () => {
    const { exitCode, out } = await runAndRead('token', '--help');
    expect(exitCode).toBe(0);
    expect(out).toMatchInlineSnapshot(`
      "Usage: trainyard token COMMAND [options]

      Commands:
        token create  Make a token for an account, and the account where there is none
                      of that name.
        token list    List the tokens of an account; the tokens themselves are not
                      kept and cannot be shown.
        token revoke  End one token of an account, or all of them, at once and for
                      good.

      Run "trainyard COMMAND --help" for the options of one, and "trainyard --version"
      for the version. An option counts before its environment variable, and that
      before the settings file.
      "
    `);
  });

  test('of a command is made from its table', async () => {
    const { out } = await runAndRead('dataset', 'upload', '--help');
    expect(out).toMatchInlineSnapshot(`
      "Usage: trainyard dataset upload DATASET PATH... [options]

      Upload files, or the files of folders, to a dataset, and wait until they are
      checked.

      A few files are sent at a time, each is tried again when the connection breaks,
      and files above 150 MB go by signed URL. A file that the dataset already holds,
      byte for byte, is not sent again, so the same command can be repeated after a
      failure. A file of the same name with other content is replaced.

      Arguments:
        DATASET  Name or id of the dataset.
        PATH...  Files, and folders whose own files are taken.

      Options:
        --create       Create the dataset when there is none of that name.
        --no-wait      Do not wait until the files are checked.
        --json         Print the answer of the API as JSON.
        --url URL      Address of the server. (default: http://127.0.0.1:8700;
                       environment: TRAINYARD_URL)
        --token TOKEN  Token of the account. Other users of the machine can see
                       options: prefer the environment. (environment: TRAINYARD_TOKEN)
        --help         Show this text.

      Examples:
        trainyard dataset upload dogs ./photos --create
        trainyard dataset upload dogs clip.mp4 clip.txt
      "
    `);
  });

  test('can be asked for in front', async () => {
    expect(await runAndRead('help', 'job', 'submit')).toEqual(await runAndRead('job', 'submit', '--help'));
  });

  test.for([...commandNames])('of %s fits a terminal of 80 columns', async (name) => {
    const { exitCode, out } = await runAndRead(...name.split(' '), '--help');
    expect(exitCode).toBe(0);
    const tooLong = out.split('\n').filter((line) => line.length > 80 && !line.startsWith('Usage:'));
    expect(tooLong).toEqual([]);
  });
});

describe('every command', () => {
  test('is registered under its own name', async () => {
    const commands = await loadCommands(commandNames);
    expect(commands.map(({ name }) => name)).toEqual(commandNames);
  });

  test('has examples that begin with its name', async () => {
    for (const { name, examples } of await loadCommands(commandNames)) {
      expect(examples.length, name).toBeGreaterThan(0);
      for (const example of examples) expect(example.startsWith(name), example).toBe(true);
    }
  });

  test('takes its last argument only as a list, and requires none after an optional one', async () => {
    for (const command of await loadCommands(commandNames)) {
      const kinds = Object.values(command.args);
      expect(
        kinds.slice(0, -1).some(({ many }) => many),
        usageLine(command),
      ).toBe(false);
      const firstOptional = kinds.findIndex(({ optional }) => optional);
      if (firstOptional !== -1)
        expect(kinds.slice(firstOptional).every(({ optional }) => optional)).toBe(true);
    }
  });
});
