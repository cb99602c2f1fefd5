import { mkdirSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { RouteId } from '@trainyard/core';
import { onTestFinished } from 'vitest';
import { createSessions } from '../../src/accounts/sessions.ts';
import { createTokens } from '../../src/accounts/tokens.ts';
import { systemClock } from '../../src/clock.ts';
import { migrate } from '../../src/db/migrate.ts';
import { openDatabase } from '../../src/db/open.ts';
import { createApp } from '../../src/http/app.ts';
import { createAttemptLimit } from '../../src/http/attempt-limit.ts';
import { createAuthenticate } from '../../src/http/auth.ts';
import { createDashboard } from '../../src/http/dashboard.ts';
import type { Handlers } from '../../src/http/handler.ts';
import { createSessionHandlers } from '../../src/http/handlers/sessions.ts';
import { createOrigin } from '../../src/http/origin.ts';
import { createSessionCookie } from '../../src/http/session-cookie.ts';
import { keepingLogger } from '../support/keeping-logger.ts';
import { tempFolder } from '../support/temp-folder.ts';

/** Serves a build that consists of these files, with sign-in and nothing else; it ends with the running test. */
export async function startDashboardServer(
  files: Readonly<Record<string, string | Uint8Array>>,
  { publicUrl = null }: { readonly publicUrl?: string | null } = {},
) {
  const root = tempFolder();
  const folder = join(root, 'dist');
  mkdirSync(join(folder, 'assets'), { recursive: true });
  const write = (name: string, content: string | Uint8Array) => writeFileSync(join(folder, name), content);
  for (const [name, content] of Object.entries(files)) write(name, content);
  const db = openDatabase(join(root, 'test.db'));
  onTestFinished(() => db.close());
  await migrate(db);
  const clock = systemClock;
  const tokens = createTokens({ db, clock });
  const { token } = await tokens.create('ada');
  const sessions = createSessions({ db, clock });
  const cookie = createSessionCookie({ secure: false });
  const wrongTokens = createAttemptLimit({ clock, most: 10, windowMs: 60_000 });
  let url = '';
  const app = createApp({
    handlers: createSessionHandlers({ sessions, cookie, wrongTokens, publicUrl }) as Handlers<RouteId>,
    authenticate: createAuthenticate({ tokens, sessions, cookie, publicUrl }),
    authenticateRun: async () => {},
    idempotency: {
      once: async (_key, answer) => ({ ...(await answer('')), replayed: false }),
      sweep: async () => {},
    },
    telemetry: { observe: () => {} } as never,
    logger: keepingLogger().logger,
    origin: createOrigin({ publicUrl, listening: () => url }),
    dashboard: createDashboard({ folder, publicUrl }),
  });
  onTestFinished(async () => {
    const closed = app.close();
    app.server.closeAllConnections();
    await closed;
  });
  await app.listen({ host: '127.0.0.1', port: 0 });
  url = `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`;
  return { url, token, write };
}
