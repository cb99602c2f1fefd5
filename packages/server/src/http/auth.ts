import type { IncomingHttpHeaders } from 'node:http';
import { HttpError, requestMarkHeader } from '@trainyard/core';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Account } from '../accounts/account.ts';
import { type Sessions, sessionMs } from '../accounts/sessions.ts';
import type { Tokens } from '../accounts/tokens.ts';
import { bearerToken } from './bearer-token.ts';
import { refuseOtherSites } from './refuse-other-sites.ts';
import type { SessionCookie } from './session-cookie.ts';

/** An account, and how it showed itself. */
export interface Caller extends Account {
  /** Set where the request came with the cookie of a session; a bearer token counts before it. */
  readonly session: { readonly expiresAt: number } | null;
}

/**
 * The account of a request, by its bearer token or its cookie. Throws 401, the same for a missing, malformed,
 * unknown or revoked token, and 403 for a change by cookie that another site may have caused. A session that is
 * prolonged gets its cookie anew in the reply; without a reply none is prolonged.
 */
export type Authenticate = (
  request: Pick<FastifyRequest, 'method' | 'headers'>,
  reply: Pick<FastifyReply, 'header'> | null,
) => Promise<Caller>;

export function createAuthenticate({
  tokens,
  sessions,
  cookie,
  publicUrl,
}: {
  readonly tokens: Tokens;
  readonly sessions: Sessions;
  readonly cookie: SessionCookie;
  readonly publicUrl: string | null;
}): Authenticate {
  return async ({ method, headers }, reply) => {
    const { authorization } = headers;
    const secret = /^bearer\b/i.test(authorization ?? '') ? null : cookie.read(headers.cookie);
    if (secret === null) {
      const account = await tokens.findAccount(bearerToken(authorization));
      if (account === null) throw unknownToken();
      return { ...account, session: null };
    }
    const session = await sessions.find(secret, { renew: reply !== null });
    if (session === null) throw new HttpError(401, 'The session has ended. Sign in again.');
    if (method !== 'GET' && method !== 'HEAD') refuseUnmarked(headers, publicUrl);
    if (session.renewed) reply?.header('set-cookie', cookie.write(secret, sessionMs));
    return { ...session.account, session: { expiresAt: session.expiresAt } };
  };
}

/** The refusal of a token that opens nothing. */
export function unknownToken(): HttpError {
  return new HttpError(401, 'The token is not valid: it is unknown here, or was revoked.');
}

function refuseUnmarked(headers: IncomingHttpHeaders, publicUrl: string | null): void {
  if (headers[requestMarkHeader] === undefined) {
    throw new HttpError(
      403,
      `A request with the cookie of a session needs the header "${requestMarkHeader}", with any value.`,
    );
  }
  refuseOtherSites(headers, publicUrl);
}
