import type { sessionRoutes } from '@trainyard/core';
import type { Sessions } from '../accounts/sessions.ts';
import type { Tokens } from '../accounts/tokens.ts';
import type { Clock } from '../clock.ts';
import { createAttemptLimit } from './attempt-limit.ts';
import { type Authenticate, createAuthenticate } from './auth.ts';
import type { Handlers } from './handler.ts';
import { createSessionHandlers } from './handlers/sessions.ts';
import { createSessionCookie } from './session-cookie.ts';

/** Everything about who a request comes from: what checks it, and the calls to sign in and out. */
export interface SignIn {
  readonly authenticate: Authenticate;
  readonly handlers: Handlers<keyof typeof sessionRoutes>;
}

/** Sign-in by tokens, with sessions for browsers; ten wrong tokens a minute are answered to one address. */
export function createSignIn({
  tokens,
  sessions,
  clock,
  publicUrl,
}: {
  readonly tokens: Tokens;
  readonly sessions: Sessions;
  readonly clock: Clock;
  readonly publicUrl: string | null;
}): SignIn {
  const cookie = createSessionCookie({ secure: publicUrl?.startsWith('https:') === true });
  const wrongTokens = createAttemptLimit({ clock, most: 10, windowMs: 60_000 });
  return {
    authenticate: createAuthenticate({ tokens, sessions, cookie, publicUrl }),
    handlers: createSessionHandlers({ sessions, cookie, wrongTokens, publicUrl }),
  };
}
