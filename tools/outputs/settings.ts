import { renderMarkdown } from '@trainyard/core';
import { type Setting, settingTable } from '@trainyard/server/settings';
import type { Output } from '../output.ts';

/** Every setting of the server. */
export const settingsMarkdown: Output = {
  path: 'docs/reference/settings.md',
  render: () =>
    renderMarkdown({
      title: 'Settings',
      blocks: [
        {
          kind: 'paragraph',
          text: 'Each setting can be given as an option of `trainyard serve` (`--data-dir`), as an environment variable (`TRAINYARD_DATA_DIR`) or in a YAML file (`data_dir: …`) that `--settings` or `TRAINYARD_SETTINGS` names; `./trainyard.yaml` is read where there is one. An option counts before the environment, and that before the file. Unknown and wrong settings are all reported at once, before anything is started. The values of secret settings are never printed.',
        },
        {
          kind: 'table',
          head: ['Setting', 'What it is', 'Default'],
          rows: Object.values(settingTable).map(({ name, summary, defaultText, secret }: Setting) => [
            `\`${name}\``,
            secret ? `${summary} Secret.` : summary,
            defaultText,
          ]),
        },
      ],
      sections: [],
    }),
};
