import type { ExitCode } from './exit-codes.ts';
import type { Io } from './io.ts';

/** A value that stands without a dash: `CODE` in `trainyard explain CODE`. */
export interface Argument {
  readonly summary: string;
  readonly optional?: boolean;
  /** Takes all that follow; only for the last one. */
  readonly many?: boolean;
}

interface BaseOption {
  readonly summary: string;
  /** The environment variable that stands in for it; shown in the help, read by who uses the option. */
  readonly env?: string;
}

/** An option without a value: given or not. */
export interface FlagOption extends BaseOption {
  readonly kind: 'flag';
}

/** An option with a text. */
export interface TextOption extends BaseOption {
  readonly kind: 'text';
  /** What the value is called in the help: `NAME`. */
  readonly value: string;
  readonly required?: boolean;
  /** What holds when it is not given, in words. */
  readonly defaultText?: string;
  readonly choices?: readonly string[];
  /** Can be given several times; its value is the list of all. */
  readonly many?: boolean;
}

/** An option with a whole number. */
export interface NumberOption extends BaseOption {
  readonly kind: 'number';
  readonly value: string;
  readonly min: number;
  readonly max: number;
  readonly defaultText?: string;
}

export type Option = FlagOption | TextOption | NumberOption;

/** Options by their name in camel case: `gpuType` is `--gpu-type`. */
export type OptionTable = Readonly<Record<string, Option>>;
/** Arguments in the order in which they are written. */
export type ArgumentTable = Readonly<Record<string, Argument>>;

type ArgumentValue<A extends Argument> = A extends { readonly many: true }
  ? readonly string[]
  : A extends { readonly optional: true }
    ? string | undefined
    : string;

type OptionValue<O extends Option> = O extends FlagOption
  ? boolean
  : O extends NumberOption
    ? number | undefined
    : O extends { readonly many: true }
      ? readonly string[]
      : O extends { readonly required: true }
        ? string
        : string | undefined;

/** What a command line says, as its command's tables type it. */
export interface Input<A extends ArgumentTable, O extends OptionTable> {
  readonly args: { readonly [K in keyof A]: ArgumentValue<A[K]> };
  readonly options: { readonly [K in keyof O]: OptionValue<O[K]> };
}

/** The values of a command line, before a command's tables type them. */
export interface AnyInput {
  readonly args: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly options: Readonly<Record<string, string | number | boolean | readonly string[] | undefined>>;
}

/** One command, complete in itself: parsing, help and the reference come from it. */
export interface Command {
  /** As it is typed: `dataset upload`. */
  readonly name: string;
  /** One line, for lists of commands. */
  readonly summary: string;
  /** Further paragraphs for its own help. */
  readonly details?: readonly string[];
  readonly args: ArgumentTable;
  readonly options: OptionTable;
  /** Command lines without the leading `trainyard`. */
  readonly examples: readonly string[];
  run(input: AnyInput, io: Io): Promise<ExitCode>;
}

interface CommandDefinition<A extends ArgumentTable, O extends OptionTable>
  extends Omit<Command, 'args' | 'options' | 'run'> {
  readonly args: A;
  readonly options: O;
  /** Does the work and returns the exit code. Prints only through `io`; throws `CommandFailure` to end early. */
  run(input: Input<A, O>, io: Io): Promise<ExitCode>;
}

/** Makes a command whose `run` gets its arguments and options typed by the tables. */
export function defineCommand<const A extends ArgumentTable, const O extends OptionTable>(
  definition: CommandDefinition<A, O>,
): Command {
  // The parser fills the input from these very tables, which is what makes the cast hold.
  return { ...definition, run: (input, io) => definition.run(input as Input<A, O>, io) };
}

/** `gpuType` as it is typed: `--gpu-type`. */
export function flagOf(key: string): string {
  return `--${key.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}

/** An argument as the help shows it: `CODE`, `[CODE]`, `PATH...`. */
export function argumentLabel(key: string, argument: Argument): string {
  const label = `${key.toUpperCase()}${argument.many ? '...' : ''}`;
  return argument.optional ? `[${label}]` : label;
}

/** An option as the help shows it: `--port PORT`, `--rule RULE=VALUE...`. */
export function optionLabel(key: string, option: Option): string {
  if (option.kind === 'flag') return flagOf(key);
  return `${flagOf(key)} ${option.value}${option.kind === 'text' && option.many ? '...' : ''}`;
}
