import { type Client, createClient } from '@trainyard/core/client';

/** Tells the server that a request comes from this page and not from another site's form. */
const requestMark = { 'x-trainyard-request': 'dashboard' };
const sessionPath = '/prod/v1/session';

export interface ApiOptions {
  readonly fetch: typeof fetch;
  /** Called when an answer says that the session is over; not for the calls that sign in and out. */
  readonly onSignedOut: () => void;
}

/** The API of the server that this page comes from, and the fetch for what the client does not cover. */
export interface Api {
  readonly client: Client;
  /** Like `fetch`, with the mark that the server wants on every request that changes something. */
  readonly fetch: typeof fetch;
}

/** The typed client of the page's own server. The browser sends the session's cookie by itself. */
export function createApi(options: ApiOptions): Api {
  const markedFetch: typeof fetch = async (input, init = {}) => {
    const method = init.method ?? 'GET';
    const headers = new Headers(init.headers);
    if (method !== 'GET' && method !== 'HEAD') {
      for (const [name, value] of Object.entries(requestMark)) headers.set(name, value);
    }
    const response = await options.fetch(input, { ...init, headers });
    if (response.status === 401 && !pathOf(input).startsWith(sessionPath)) options.onSignedOut();
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

function pathOf(input: RequestInfo | URL): string {
  if (typeof input === 'string') return input;
  return input instanceof URL ? input.pathname : new URL(input.url).pathname;
}
