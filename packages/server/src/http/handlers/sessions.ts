import { HttpError, type sessionRoutes } from '@trainyard/core';
import type { Account } from '../../accounts/account.ts';
import { type Sessions, sessionMs } from '../../accounts/sessions.ts';
import type { AttemptLimit } from '../attempt-limit.ts';
import { unknownToken } from '../auth.ts';
import type { Handlers } from '../handler.ts';
import { refuseOtherSites } from '../refuse-other-sites.ts';
import type { SessionCookie } from '../session-cookie.ts';

/** Handlers of signing in and out. */
export function createSessionHandlers({
  sessions,
  cookie,
  wrongTokens,
  publicUrl,
}: {
  readonly sessions: Sessions;
  readonly cookie: SessionCookie;
  /** Bounds the guesses from one address, whatever accounts they are meant for. */
  readonly wrongTokens: AttemptLimit;
  readonly publicUrl: string | null;
}): Handlers<keyof typeof sessionRoutes> {
  return {
    async createSession({ body, headers, raw }) {
      // Else another site could sign a browser in to an account of its own.
      refuseOtherSites(headers, publicUrl);
      const session = await sessions.create(body.token);
      if (session === null) throw wrongToken(wrongTokens.failed(raw.socket.remoteAddress ?? ''));
      const before = cookie.read(headers.cookie);
      if (before !== null) await sessions.end(before);
      return withCookie(cookie.write(session.secret, sessionMs), present(session.account, session.expiresAt));
    },

    getSession: async ({ account }) => present(account, account.session?.expiresAt ?? null),

    async deleteSession({ headers }) {
      const secret = cookie.read(headers.cookie);
      if (secret !== null) await sessions.end(secret);
      return withCookie(cookie.clear(), { signed_out: true });
    },
  };
}

/**
 * A token is 256 random bits, so that no number of guesses finds one: the limit keeps guessing from being worth its
 * while, and must lock out nobody with a good token who comes from the same address, as behind a proxy.
 */
function wrongToken(waitMs: number): HttpError {
  if (waitMs === 0) return unknownToken();
  const retryAfterSeconds = Math.ceil(waitMs / 1000);
  return new HttpError(
    429,
    `The token is not valid, and too many wrong ones came from your address. Try again in ${retryAfterSeconds} s.`,
    { retryAfterSeconds },
  );
}

function withCookie(setCookie: string, body: object) {
  const headers = { 'content-type': 'application/json; charset=utf-8', 'set-cookie': setCookie };
  return { status: 200, headers, body: JSON.stringify(body) };
}

function present(account: Account, expiresAt: number | null) {
  return {
    account: { name: account.name, is_administrator: account.isAdministrator },
    token: { id: account.token.id, name: account.token.name },
    expires_at: expiresAt === null ? null : new Date(expiresAt).toISOString(),
  };
}
