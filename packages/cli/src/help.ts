import { argumentLabel, type Command, flagOf, type Option, optionLabel } from './command.ts';
import { formatTerms, wrapText } from './wrap.ts';

const widthChars = 80;
const layout = { indent: 2, widthChars, maxTermChars: 26 };

/** The way a command is written: `trainyard token create --account NAME [options]`. */
export function usageLine(command: Command): string {
  const required = Object.entries(command.options)
    .filter(([, option]) => option.kind === 'text' && option.required)
    .map(([key, option]) => optionLabel(key, option));
  const args = Object.entries(command.args).map(([key, argument]) => argumentLabel(key, argument));
  return ['trainyard', command.name, ...args, ...required, '[options]'].join(' ');
}

/** Everything about an option besides its name, as one text. */
export function describeOption(option: Option): string {
  const parts = [option.summary];
  if (option.kind === 'text' && option.choices !== undefined)
    parts.push(`One of ${option.choices.join(', ')}.`);
  const notes: string[] = [];
  if (option.kind !== 'flag' && option.defaultText !== undefined)
    notes.push(`default: ${option.defaultText}`);
  if (option.env !== undefined) notes.push(`environment: ${option.env}`);
  if (notes.length > 0) parts.push(`(${notes.join('; ')})`);
  return parts.join(' ');
}

/** What `trainyard COMMAND --help` prints. */
export function renderCommandHelp(command: Command): string {
  const options: [string, string][] = Object.entries(command.options).map(([key, option]) => [
    optionLabel(key, option),
    describeOption(option),
  ]);
  options.push([flagOf('help'), 'Show this text.']);
  const sections = [
    `Usage: ${usageLine(command)}`,
    ...[command.summary, ...(command.details ?? [])].map((text) => wrapText(text, widthChars).join('\n')),
  ];
  const args: [string, string][] = Object.entries(command.args).map(([key, argument]) => [
    argumentLabel(key, argument),
    argument.summary,
  ]);
  if (args.length > 0) sections.push(`Arguments:\n${formatTerms(args, layout)}`);
  sections.push(`Options:\n${formatTerms(options, layout)}`);
  if (command.examples.length > 0) {
    sections.push(`Examples:\n${command.examples.map((line) => `  trainyard ${line}`).join('\n')}`);
  }
  return `${sections.join('\n\n')}\n`;
}

/** What `trainyard --help` prints, or `trainyard dataset --help` for the commands of one group. */
export function renderOverview(commands: readonly Command[], group?: string): string {
  const terms = commands.map((command): [string, string] => [command.name, command.summary]);
  const sections =
    group === undefined
      ? ['Usage: trainyard COMMAND [options]', 'A self-hosted training service for image and video LoRAs.']
      : [`Usage: trainyard ${group} COMMAND [options]`];
  sections.push(`Commands:\n${formatTerms(terms, layout)}`);
  sections.push(
    [
      'Run "trainyard COMMAND --help" for the options of one, and "trainyard --version"',
      'for the version. An option counts before its environment variable, and that',
      'before the settings file.',
    ].join('\n'),
  );
  return `${sections.join('\n\n')}\n`;
}
