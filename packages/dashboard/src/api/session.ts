import { queryOptions, useMutation, useQueryClient, useSuspenseQuery } from '@tanstack/react-query';
import { HttpError } from '@trainyard/core/client';
import { useApi } from './api-context.ts';
import type { Api } from './client.ts';
import { queryKeys } from './query-keys.ts';
import type { Answer } from './types.ts';

/** Who is signed in, and until when. */
export type Session = Answer<'getSession'>;

const freshMs = 60_000;

/** The session of this browser; its data is null when nobody is signed in. */
export function sessionQuery({ client }: Api) {
  return queryOptions({
    queryKey: queryKeys.session,
    queryFn: async ({ signal }): Promise<Session | null> => {
      try {
        return await client.getSession({ signal });
      } catch (error) {
        if (isSignedOut(error)) return null;
        throw error;
      }
    },
    staleTime: freshMs,
  });
}

/** The session on pages that only exist for signed-in people. Throws elsewhere. */
export function useSession(): Session {
  const { data } = useSuspenseQuery(sessionQuery(useApi()));
  if (data === null) throw new Error('Nobody is signed in.');
  return data;
}

/** Signs in with a token. */
export function useSignIn() {
  const { client } = useApi();
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (token: string) => client.createSession({ body: { token } }),
    onSuccess: (session) => queryClient.setQueryData(queryKeys.session, session),
  });
}

/** Signs out and forgets everything that was loaded. */
export function useSignOut() {
  const { client } = useApi();
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: async () => {
      try {
        await client.deleteSession();
      } catch (error) {
        if (!isSignedOut(error)) throw error;
      }
    },
    onSuccess: () => {
      queryClient.clear();
      queryClient.setQueryData(queryKeys.session, null);
    },
  });
}

function isSignedOut(error: unknown): boolean {
  return error instanceof HttpError && error.status === 401;
}
