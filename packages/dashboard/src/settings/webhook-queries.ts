import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useApi } from '../api/api-context.ts';
import { queryKeys } from '../api/query-keys.ts';
import type { Answer } from '../api/types.ts';
import { useChange } from './account-queries.ts';

/** An address to which events are sent. */
export type Webhook = Answer<'listWebhooks'>['webhooks'][number];

const refreshMs = 4_000;

/** The webhooks of the account. */
export function useWebhooks() {
  const { client } = useApi();
  return useQuery({
    queryKey: [...queryKeys.webhooks, 'list'],
    queryFn: ({ signal }) => client.listWebhooks({ signal }),
  });
}

/** What was sent to a webhook, newest first; asked for again and again while it is looked at. */
export function useDeliveries(webhookId: string) {
  const { client } = useApi();
  return useInfiniteQuery({
    queryKey: [...queryKeys.webhooks, 'deliveries', webhookId],
    queryFn: ({ pageParam, signal }) =>
      client.listWebhookDeliveries({
        params: { webhook_id: webhookId },
        query: { limit: 20, ...(pageParam === null ? {} : { cursor: pageParam }) },
        signal,
      }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
    refetchInterval: refreshMs,
  });
}

/** Registers an address; the answer alone shows the secret. */
export function useCreateWebhook() {
  const { client } = useApi();
  return useChange(
    (body: Parameters<typeof client.createWebhook>[0]['body']) => client.createWebhook({ body }),
    queryKeys.webhooks,
  );
}

/** Removes a webhook. */
export function useDeleteWebhook() {
  const { client } = useApi();
  return useChange((id: string) => client.deleteWebhook({ params: { webhook_id: id } }), queryKeys.webhooks, {
    done: 'The webhook is removed.',
    failed: 'The webhook was not removed.',
  });
}

/** Has a message that was given up, or arrived, sent once more. */
export function useResendDelivery(webhookId: string) {
  const { client } = useApi();
  return useChange(
    (deliveryId: string) =>
      client.resendWebhookDelivery({ params: { webhook_id: webhookId, delivery_id: deliveryId } }),
    queryKeys.webhooks,
    { done: 'The message is sent again.', failed: 'The message was not sent again.' },
  );
}

/** Sends a message of the event `webhook.test`. */
export function useTestWebhook(id: string) {
  const { client } = useApi();
  return useChange((_: undefined) => client.testWebhook({ params: { webhook_id: id } }), queryKeys.webhooks, {
    failed: 'The test was not sent.',
  });
}
