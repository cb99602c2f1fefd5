import { renderMarkdown, type Text } from '@trainyard/core';
import { type Setting, settingTable } from '@trainyard/server/settings';
import type { Output } from '../output.ts';

const settings: readonly Setting[] = Object.values(settingTable);

/** Every setting of the server. */
export const settingsMarkdown: Output = {
  path: 'docs/reference/settings.md',
  render: () =>
    renderMarkdown({
      title: 'Settings',
      blocks: [
        {
          kind: 'paragraph',
          text: 'Settings of `trainyard serve`. A flag counts before the environment, and that before the settings file: `PORT` is `--port` on the command line, `TRAINYARD_PORT` in the environment, and `port:` in the file. Unknown settings and bad values are all reported together, and nothing starts. Secrets are never printed.',
        },
        {
          kind: 'table',
          head: ['Setting', 'Meaning', 'If not given'],
          rows: settings.map((setting): Text[] => [
            `\`${setting.name}\``,
            `${setting.summary}${setting.secret ? ' Secret.' : ''}`,
            setting.defaultText,
          ]),
        },
      ],
      sections: [],
    }),
};
