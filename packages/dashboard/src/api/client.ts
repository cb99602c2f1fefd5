import { type Client, createClient, requestMarkHeader } from '@trainyard/core/client';
import { ownLink } from './own-link.ts';

const sessionPath = '/prod/v1/session';

export interface ApiOptions {
  readonly fetch: typeof fetch;
  /** Called when an answer says that the session is over; not for the calls that sign in and out. */
  readonly onSignedOut: () => void;
}

/** The API of the server that this page comes from, and the fetch for what the client does not cover. */
export interface Api {
  readonly client: Client;
  /**
   * Like `fetch`, also for signed links. Requests to a path of this server that change something carry the mark
   * which tells them from another site's forms.
   */
  readonly fetch: typeof fetch;
}

/** The typed client of the page's own server. The browser sends the session's cookie by itself. */
export function createApi(options: ApiOptions): Api {
  const markedFetch: typeof fetch = async (input, init = {}) => {
    // Signed links are whole addresses: they need no session, and no mark.
    if (typeof input !== 'string') return options.fetch(input, init);
    if (!input.startsWith('/')) return options.fetch(ownLink(input), init);
    const headers = new Headers(init.headers);
    if ((init.method ?? 'GET') !== 'GET') headers.set(requestMarkHeader, 'dashboard');
    const response = await options.fetch(input, { ...init, headers });
    if (response.status === 401 && !input.startsWith(sessionPath)) options.onSignedOut();
    return response;
  };
  const client = createClient({
    baseUrl: '',
    token: null,
    fetch: (url, init) => markedFetch(url, init as RequestInit),
    randomId: () => crypto.randomUUID(),
    createForm: () => new FormData(),
  });
  return { client, fetch: markedFetch };
}
