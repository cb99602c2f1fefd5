import { HttpError } from '@trainyard/core';
import type { Tokens } from '../accounts/tokens.ts';
import { bearerToken } from './bearer-token.ts';
import type { Account } from './handler.ts';

/** The account of an Authorization header. Throws 401, the same for a missing, malformed, unknown or revoked token. */
export type Authenticate = (authorization: string | undefined) => Promise<Account>;

export function createAuthenticate(tokens: Tokens): Authenticate {
  return async (authorization) => {
    const account = await tokens.findAccount(bearerToken(authorization));
    if (account === null)
      throw new HttpError(401, 'The token is not valid: it is unknown here, or was revoked.');
    return account;
  };
}
