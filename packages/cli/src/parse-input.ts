import { parseArgs } from 'node:util';
import { type AnyInput, argumentLabel, type Command, flagOf, type Option } from './command.ts';
import { UsageFailure } from './failure.ts';
import { suggest } from './nearest.ts';

type Value = string | number | boolean | readonly string[] | undefined;

/** Reads what follows a command's name. Throws `UsageFailure` with every fault of it. */
export function parseInput(command: Command, argv: readonly string[]): AnyInput {
  const faults: string[] = [];
  const keyByFlag = new Map(Object.keys(command.options).map((key) => [flagOf(key).slice(2), key]));
  const { tokens } = parseArgs({
    args: [...argv],
    options: Object.fromEntries(
      [...keyByFlag].map(([flag, key]) => {
        const type = command.options[key]?.kind === 'flag' ? 'boolean' : 'string';
        return [flag, { type }] as const;
      }),
    ),
    strict: false,
    allowPositionals: true,
    tokens: true,
  });

  const texts = new Map<string, Value>();
  const positionals: string[] = [];
  let hasUnknown = false;
  for (const token of tokens) {
    if (token.kind === 'positional') positionals.push(token.value);
    if (token.kind !== 'option') continue;
    const key = keyByFlag.get(token.name);
    const option = key === undefined ? undefined : command.options[key];
    if (key === undefined || option === undefined) {
      hasUnknown = true;
      faults.push(
        `There is no option ${token.rawName}.${suggest(
          token.rawName,
          [...keyByFlag.keys()].map((flag) => `--${flag}`),
        )}`,
      );
      continue;
    }
    const value = readOption(token, option, faults);
    const before = texts.get(key);
    if (isMany(option)) {
      texts.set(key, [...(Array.isArray(before) ? before : []), String(value)]);
    } else {
      if (texts.has(key)) faults.push(`${token.rawName} is given twice.`);
      texts.set(key, value);
    }
  }

  for (const [key, option] of Object.entries(command.options)) {
    if (option.kind === 'text' && option.required && !texts.has(key)) {
      faults.push(`${flagOf(key)} ${option.value} is needed.`);
    }
    if (option.kind === 'flag' && !texts.has(key)) texts.set(key, false);
    if (isMany(option) && !texts.has(key)) texts.set(key, []);
  }
  const args = readArguments(command, positionals, hasUnknown, faults);
  if (faults.length > 0) throw new UsageFailure(faults, command.name);
  return { args, options: Object.fromEntries(texts) };
}

interface OptionToken {
  readonly rawName: string;
  readonly value: string | undefined;
  readonly inlineValue: boolean | undefined;
}

function isMany(option: Option): boolean {
  return option.kind === 'text' && option.many === true;
}

function readOption(
  token: OptionToken,
  option: Option,
  faults: string[],
): string | number | boolean | undefined {
  const { rawName, value } = token;
  if (option.kind === 'flag') {
    if (value !== undefined) faults.push(`${rawName} takes no value.`);
    return true;
  }
  // Without an equals sign, what begins with a dash is the next option and not this one's value.
  if (value === undefined || value === '' || (!token.inlineValue && /^-./.test(value))) {
    faults.push(`${rawName} needs a value: ${rawName} ${option.value}.`);
    return undefined;
  }
  if (option.kind === 'number') {
    const number = Number(value);
    if (/^\d+$/.test(value) && number >= option.min && number <= option.max) return number;
    faults.push(`${rawName} is "${value}", but must be a whole number from ${option.min} to ${option.max}.`);
  } else if (option.choices !== undefined && !option.choices.includes(value)) {
    faults.push(
      `${rawName} is "${value}", but must be one of ${option.choices.join(', ')}.${suggest(value, option.choices)}`,
    );
  }
  return value;
}

function readArguments(
  command: Command,
  positionals: readonly string[],
  hasUnknown: boolean,
  faults: string[],
): Record<string, string | readonly string[] | undefined> {
  const rest = [...positionals];
  const args: Record<string, string | readonly string[] | undefined> = {};
  for (const [key, argument] of Object.entries(command.args)) {
    const isMissing = rest.length === 0;
    if (isMissing && !argument.optional) faults.push(`${argumentLabel(key, argument)} is needed.`);
    args[key] = argument.many ? rest.splice(0) : rest.shift();
  }
  // What follows an unknown option may be its value.
  if (rest.length > 0 && !hasUnknown) {
    const words = rest.map((word) => `"${word}"`).join(', ');
    faults.push(`${words} ${rest.length === 1 ? 'is' : 'are'} more than "trainyard ${command.name}" takes.`);
  }
  return args;
}
