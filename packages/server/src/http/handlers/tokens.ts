import { HttpError, type tokenRoutes } from '@trainyard/core';
import type { TokenInfo, Tokens } from '../../accounts/tokens.ts';
import type { Handlers } from '../handler.ts';

/** Handlers of the tokens of an account. */
export function tokenHandlers(tokens: Tokens): Handlers<keyof typeof tokenRoutes> {
  return {
    listTokens: async ({ account }) => {
      const infos = await tokens.list(account.name);
      return { tokens: infos.filter(({ revokedAt }) => revokedAt === null).map(present) };
    },
    createToken: async ({ account, body }) => {
      const { token, info } = await tokens.create(account.name, { name: body.name });
      return { ...present(info), token };
    },
    deleteToken: async ({ account, params }) => {
      const id = params.token_id.toLowerCase();
      if ((await tokens.revoke(account.name, id)) === 0) {
        throw new HttpError(404, `There is no token with the id ${params.token_id}.`);
      }
      return { id, deleted: true };
    },
  };
}

function present({ id, name, createdAt, lastUsedAt }: TokenInfo) {
  return {
    id,
    name,
    created_at: new Date(createdAt).toISOString(),
    last_used_at: lastUsedAt === null ? null : new Date(lastUsedAt).toISOString(),
  };
}
