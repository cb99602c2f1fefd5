import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createClient } from '@trainyard/core';
import type { Settings } from '@trainyard/server/settings';
import { defineCommand } from '../command.ts';
import { exitCodes } from '../exit-codes.ts';
import type { Io } from '../io.ts';
import { withOperatorErrors } from '../operator-errors.ts';
import { quoteForShell } from '../quote-for-shell.ts';
import { allSettingOptions, loadCommandSettings } from '../settings-options.ts';
import { readVersion } from '../version.ts';
import { formatTerms } from '../wrap.ts';

export const command = defineCommand({
  name: 'serve',
  summary: 'Run the server until it is told to stop.',
  details: [
    'On Ctrl-C or SIGTERM it takes no more work, finishes what it is answering and ends; trainers that run go on, and are met again at the next start. A second Ctrl-C ends it at once.',
  ],
  args: {},
  options: allSettingOptions,
  examples: [
    'serve',
    'serve --port 9000 --data-dir /var/lib/trainyard',
    'serve --gpus ADA_80_PLUS=2,HOPPER_141=1',
  ],
  async run({ options }, io) {
    const settings = await loadCommandSettings(options, io);
    const { startServer } = await import('@trainyard/server');
    const server = await withOperatorErrors(() => startServer(settings));
    try {
      for (const line of greeting(server.url, settings, await readTrainer(server.url, io))) io.note(line);
      if (!io.signal.aborted) await once(io.signal, 'abort');
      io.note(
        'Closing: what is being answered is finished, and trainers go on. Ctrl-C again ends it at once.',
      );
    } finally {
      await server.close();
    }
    return exitCodes.done;
  },
});

/** What trains, as the running server says it. */
async function readTrainer(url: string, io: Io): Promise<string> {
  const client = createClient({ baseUrl: url, token: null, fetch: io.fetch, randomId: randomUUID });
  try {
    const { trainer, trainer_note: note } = await client.getReadiness();
    return note === null ? trainer : `${trainer}. ${note}`;
  } catch {
    return `unknown, because the server is not ready for work: ${url}/readyz says why`;
  }
}

function greeting(url: string, settings: Settings, trainer: string): string[] {
  const where = settings.databaseUrl === null ? [] : [['Database', 'PostgreSQL'] as const];
  const facts = [
    ['Listening on', url] as const,
    ['Data', settings.dataDir] as const,
    ...where,
    ['Trainer', trainer] as const,
    ['Dashboard', url] as const,
    ['API', `${url}/docs`] as const,
  ];
  return [
    `Trainyard ${readVersion()}`,
    formatTerms(facts, { indent: 2, widthChars: 100, maxTermChars: 20 }),
    `A token for an account:  trainyard token create --account NAME${dataFlag(settings)}`,
    'Ctrl-C ends the server.',
  ];
}

/** So that the printed command finds the same data, also from another folder. */
function dataFlag({ dataDir, databaseUrl }: Settings): string {
  return databaseUrl === null ? ` --data-dir ${quoteForShell(dataDir)}` : '';
}
