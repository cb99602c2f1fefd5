import { type Block, renderMarkdown, type Section, type Text } from '@trainyard/core';
import { argumentLabel, type Command, optionLabel } from '../../packages/cli/src/command.ts';
import { commandNames, loadCommands } from '../../packages/cli/src/commands/index.ts';
import { describeOption, usageLine } from '../../packages/cli/src/help.ts';
import type { Output } from '../output.ts';

const commands = await loadCommands(commandNames);

/** Every command of `trainyard`. */
export const cliMarkdown: Output = {
  path: 'docs/reference/cli.md',
  render: () =>
    renderMarkdown({
      title: 'The trainyard command',
      blocks: [
        {
          kind: 'paragraph',
          text: 'What `trainyard COMMAND --help` says of each command. An option counts before its environment variable, and that before the settings file.',
        },
      ],
      sections: commands.map(commandSection),
    }),
};

function commandSection(command: Command): Section {
  const rows = [
    ...Object.entries(command.args).map(([key, argument]): Text[] => [
      `\`${argumentLabel(key, argument)}\``,
      argument.summary,
    ]),
    ...Object.entries(command.options).map(([key, option]): Text[] => [
      `\`${optionLabel(key, option)}\``,
      describeOption(option),
    ]),
  ];
  const blocks: Block[] = [
    { kind: 'paragraph', text: command.summary },
    ...(command.details ?? []).map((text): Block => ({ kind: 'paragraph', text })),
    { kind: 'code', language: 'shell', text: usageLine(command) },
  ];
  if (rows.length > 0) blocks.push({ kind: 'table', head: ['Argument or option', 'Meaning'], rows });
  if (command.examples.length > 0) {
    const lines = command.examples.map((line) => `trainyard ${line}`).join('\n');
    blocks.push({ kind: 'paragraph', text: 'Examples:' }, { kind: 'code', language: 'shell', text: lines });
  }
  return { id: command.name.replaceAll(' ', '-'), heading: command.name, blocks };
}
