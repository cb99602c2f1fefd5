import { randomUUID } from 'node:crypto';
import { type Client, createClient } from '@trainyard/core';
import { exitCodes } from '../exit-codes.ts';
import { CommandFailure } from '../failure.ts';
import type { Io } from '../io.ts';

const defaultUrl = 'http://127.0.0.1:8700';

/** The options of every command that talks to a server. */
export const connectionOptions = {
  url: {
    kind: 'text',
    value: 'URL',
    summary: 'Address of the server.',
    env: 'TRAINYARD_URL',
    defaultText: defaultUrl,
  },
  token: {
    kind: 'text',
    value: 'TOKEN',
    summary: 'Token of the account. Other users of the machine can see options: prefer the environment.',
    env: 'TRAINYARD_TOKEN',
  },
} as const;

export interface ConnectionFlags {
  readonly url: string | undefined;
  readonly token: string | undefined;
}

/** The client that the options and the environment name. Throws `CommandFailure` without a token or with a bad URL. */
export function connect(flags: ConnectionFlags, io: Io): Client {
  const url = flags.url ?? (io.env['TRAINYARD_URL'] || defaultUrl);
  if (!/^https?:\/\//.test(url) || !URL.canParse(url)) {
    throw new CommandFailure(
      exitCodes.usage,
      `"${url}" is not the address of a server: write it as ${defaultUrl}.`,
    );
  }
  const token = flags.token ?? (io.env['TRAINYARD_TOKEN'] || undefined);
  if (token === undefined) {
    throw new CommandFailure(
      exitCodes.usage,
      'A token is needed: set TRAINYARD_TOKEN or pass --token. "trainyard token create --account NAME" makes one.',
    );
  }
  return createClient({ baseUrl: url, token, fetch: io.fetch, randomId: randomUUID });
}

/** The option of every reading command. */
export const jsonOption = { kind: 'flag', summary: 'Print the answer of the API as JSON.' } as const;

/** Prints an answer of the API as it is. */
export function printJson(value: unknown, io: Io): void {
  io.print(JSON.stringify(value, null, 2));
}
