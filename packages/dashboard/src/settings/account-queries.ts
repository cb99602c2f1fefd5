import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useApi } from '../api/api-context.ts';
import { queryKeys } from '../api/query-keys.ts';
import { showFailure, showToast } from '../ui/toasts.tsx';

/** The tokens of the account. */
export function useTokens() {
  const { client } = useApi();
  return useQuery({ queryKey: queryKeys.tokens, queryFn: ({ signal }) => client.listTokens({ signal }) });
}

/** Makes a token; the answer alone shows it. */
export function useCreateToken() {
  const { client } = useApi();
  return useChange((name: string) => client.createToken({ body: { name } }), queryKeys.tokens);
}

/** Revokes a token, and the sessions that began with it. */
export function useRevokeToken() {
  const { client } = useApi();
  return useChange((id: string) => client.deleteToken({ params: { token_id: id } }), queryKeys.tokens, {
    done: 'The token is revoked.',
    failed: 'The token was not revoked.',
  });
}

/** Names and times of the secrets of the account. */
export function useSecrets() {
  const { client } = useApi();
  return useQuery({ queryKey: queryKeys.secrets, queryFn: ({ signal }) => client.listSecrets({ signal }) });
}

/** Sets a secret, or replaces it. */
export function usePutSecret() {
  const { client } = useApi();
  return useChange(
    ({ name, value }: { readonly name: string; readonly value: string }) =>
      client.putSecret({ params: { name }, body: { value } }),
    queryKeys.secrets,
    { done: 'The secret is kept. It is used from the next submission on.' },
  );
}

/** Removes a secret. */
export function useDeleteSecret() {
  const { client } = useApi();
  return useChange((name: string) => client.deleteSecret({ params: { name } }), queryKeys.secrets, {
    done: 'The secret is removed.',
    failed: 'The secret was not removed.',
  });
}

/** A change that makes a list be asked for again. Without words for a failure, the form shows it itself. */
export function useChange<Input, Result>(
  change: (input: Input) => Promise<Result>,
  queryKey: readonly string[],
  words: { readonly done?: string; readonly failed?: string } = {},
) {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: change,
    onSuccess: () => {
      if (words.done !== undefined) showToast({ tone: 'success', title: words.done });
    },
    onError: (error) => {
      if (words.failed !== undefined) showFailure(words.failed, error);
    },
    onSettled: () => queryClient.invalidateQueries({ queryKey }),
  });
}
