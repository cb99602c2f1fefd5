import {
  argumentLabel,
  type Command,
  commandNames,
  describeOption,
  exitCodeMeanings,
  loadCommands,
  optionLabel,
  usageLine,
} from '@trainyard/cli';
import { type Block, renderMarkdown, type Section } from '@trainyard/core';
import type { Output } from '../output.ts';

const commands = await loadCommands(commandNames);

/** Every command with its arguments and options. */
export const cliMarkdown: Output = {
  path: 'docs/reference/cli.md',
  render: () =>
    renderMarkdown({
      title: 'The trainyard command',
      blocks: [
        {
          kind: 'paragraph',
          text: 'What was asked for goes to standard output; progress, explanations and failures go to standard error. `--json` prints the answer of the API as it is. An option counts before its environment variable, and that before the settings file. `--help` works with every command.',
        },
        {
          kind: 'table',
          head: ['Command', 'What it does'],
          rows: commands.map(({ name, summary }) => [`\`${name}\``, summary]),
        },
      ],
      sections: [...commands.map(sectionOf), exitCodeSection],
    }),
};

const exitCodeSection: Section = {
  id: 'exit-codes',
  heading: 'Exit codes',
  blocks: [
    {
      kind: 'table',
      head: ['Code', 'Meaning'],
      rows: exitCodeMeanings.map(({ code, meaning }) => [String(code), meaning]),
    },
  ],
};

function sectionOf(command: Command): Section {
  const args = Object.entries(command.args).map(([key, argument]) => [
    `\`${argumentLabel(key, argument)}\``,
    argument.summary,
  ]);
  const options = Object.entries(command.options).map(([key, option]) => [
    `\`${optionLabel(key, option)}\``,
    describeOption(option),
  ]);
  const blocks: Block[] = [
    { kind: 'code', language: 'shell', text: usageLine(command) },
    ...[command.summary, ...(command.details ?? [])].map((text): Block => ({ kind: 'paragraph', text })),
  ];
  if (args.length > 0) blocks.push({ kind: 'table', head: ['Argument', 'What it is'], rows: args });
  if (options.length > 0) blocks.push({ kind: 'table', head: ['Option', 'What it is'], rows: options });
  if (command.examples.length > 0) {
    const text = command.examples.map((line) => `trainyard ${line}`).join('\n');
    blocks.push({ kind: 'code', language: 'shell', text });
  }
  return { id: command.name.replaceAll(' ', '-'), heading: command.name, blocks };
}
