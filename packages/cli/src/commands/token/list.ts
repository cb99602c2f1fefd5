import type { TokenInfo } from '@trainyard/server';
import { defineCommand } from '../../command.ts';
import { exitCodes } from '../../exit-codes.ts';
import { withTokens } from '../../open-tokens.ts';
import { dataOptions } from '../../settings-options.ts';
import { formatTable } from '../../text-table.ts';
import { accountOption } from './account-option.ts';

export const command = defineCommand({
  name: 'token list',
  summary: 'List the tokens of an account; the tokens themselves are not kept and cannot be shown.',
  args: {},
  options: {
    account: accountOption,
    json: { kind: 'flag', summary: 'Print JSON.' },
    ...dataOptions,
  },
  examples: ['token list --account me'],
  async run({ options }, io) {
    return withTokens(options, { mustExist: true }, io, async ({ tokens, place }) => {
      const infos = await tokens.list(options.account);
      if (options.json) {
        io.print(JSON.stringify({ tokens: infos.map(toJson) }, null, 2));
      } else if (infos.length === 0) {
        io.note(`The account "${options.account}" has no tokens in ${place}.`);
      } else {
        io.print(formatTable(['ID', 'NAME', 'CREATED', 'LAST USED', 'STATE'], infos.map(rowOf)));
      }
      return exitCodes.done;
    });
  },
});

function toJson(info: TokenInfo): Record<string, string | null> {
  return {
    id: info.id,
    account: info.account,
    name: info.name,
    created_at: isoTime(info.createdAt),
    last_used_at: isoTime(info.lastUsedAt),
    revoked_at: isoTime(info.revokedAt),
  };
}

function rowOf(info: TokenInfo): string[] {
  return [
    info.id,
    info.name ?? '-',
    isoTime(info.createdAt) ?? '-',
    isoTime(info.lastUsedAt) ?? 'never',
    info.revokedAt === null ? 'valid' : `revoked ${isoTime(info.revokedAt)}`,
  ];
}

function isoTime(timeMs: number | null): string | null {
  return timeMs === null ? null : new Date(timeMs).toISOString();
}
