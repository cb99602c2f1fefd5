import { queryOptions, useMutation, useQueryClient, useSuspenseQuery } from '@tanstack/react-query';
import { HttpError } from '@trainyard/core/client';
import { useApi } from './api-context.ts';
import type { Api } from './client.ts';
import { queryKeys } from './query-keys.ts';

/** Who is signed in, and until when. */
export interface Session {
  readonly account: { readonly name: string; readonly is_administrator: boolean };
  readonly token: { readonly id: string; readonly name: string };
  readonly expires_at: string;
}

const sessionPath = '/prod/v1/session';

/** The session of this browser; its data is null when nobody is signed in. */
export function sessionQuery(api: Api) {
  return queryOptions({
    queryKey: queryKeys.session,
    queryFn: async ({ signal }): Promise<Session | null> => {
      const response = await api.fetch(sessionPath, { signal });
      return response.status === 401 ? null : readSession(response);
    },
    staleTime: 60_000,
  });
}

/** The session on pages that only exist for signed-in people. */
export function useSession(): Session {
  const { data } = useSuspenseQuery(sessionQuery(useApi()));
  if (data === null) throw new Error('Nobody is signed in.');
  return data;
}

/** Signs in with a token. */
export function useSignIn() {
  const api = useApi();
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: async (token: string) =>
      readSession(
        await api.fetch(sessionPath, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ token }),
        }),
      ),
    onSuccess: (session) => queryClient.setQueryData(queryKeys.session, session),
  });
}

/** Signs out and forgets everything that was loaded. */
export function useSignOut() {
  const api = useApi();
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: async () => {
      const response = await api.fetch(sessionPath, { method: 'DELETE' });
      if (!response.ok && response.status !== 401)
        throw new HttpError(response.status, 'Signing out failed.');
    },
    onSuccess: () => {
      queryClient.clear();
      queryClient.setQueryData(queryKeys.session, null);
    },
  });
}

async function readSession(response: Response): Promise<Session> {
  const body = (await response.json()) as Session & { readonly error_message?: string };
  if (response.ok) return body;
  throw new HttpError(response.status, body.error_message ?? `The server answered ${response.status}.`);
}
