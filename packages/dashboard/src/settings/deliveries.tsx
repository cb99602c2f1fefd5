import { RotateCw } from 'lucide-react';
import type { Answer } from '../api/types.ts';
import { Badge, type Tone } from '../ui/badge.tsx';
import { Button } from '../ui/button.tsx';
import { ErrorState } from '../ui/error-state.tsx';
import { RelativeTime } from '../ui/relative-time.tsx';
import { Skeleton } from '../ui/skeleton.tsx';
import { useDeliveries, useResendDelivery } from './webhook-queries.ts';

type Delivery = Answer<'listWebhookDeliveries'>['deliveries'][number];

const states: Readonly<Record<Delivery['state'], { readonly label: string; readonly tone: Tone }>> = {
  pending: { label: 'On its way', tone: 'accent' },
  delivered: { label: 'Delivered', tone: 'success' },
  failed: { label: 'Given up', tone: 'danger' },
};

/** What was sent to a webhook, and how each attempt was answered. */
export function Deliveries({ webhookId }: { readonly webhookId: string }) {
  const deliveries = useDeliveries(webhookId);
  if (deliveries.data === undefined) {
    return deliveries.isError ? (
      <ErrorState
        title="The deliveries could not be loaded."
        error={deliveries.error}
        onRetry={() => void deliveries.refetch()}
      />
    ) : (
      <Skeleton className="mt-4 h-16" />
    );
  }
  const all = deliveries.data.pages.flatMap((page) => page.deliveries);
  if (all.length === 0) return <p className="mt-4 text-muted">Nothing was sent to it yet.</p>;
  return (
    <>
      <ul aria-label="Deliveries" className="mt-4 overflow-hidden rounded-lg border border-line">
        {all.map((delivery) => (
          <li key={delivery.id} className="border-t border-line first:border-t-0">
            <DeliveryRow webhookId={webhookId} delivery={delivery} />
          </li>
        ))}
      </ul>
      {deliveries.hasNextPage && (
        <Button
          size="sm"
          className="mt-3"
          busy={deliveries.isFetchingNextPage}
          onClick={() => void deliveries.fetchNextPage()}
        >
          Show older deliveries
        </Button>
      )}
    </>
  );
}

function DeliveryRow({ webhookId, delivery }: { readonly webhookId: string; readonly delivery: Delivery }) {
  const resend = useResendDelivery(webhookId);
  const { label, tone } = states[delivery.state];
  return (
    <details className="group">
      <summary className="flex cursor-default flex-wrap items-center gap-x-3 gap-y-1 px-3 py-2 hover:bg-hover/60">
        <Badge tone={tone} dot>
          {label}
        </Badge>
        <span className="font-medium">{delivery.event}</span>
        <span className="text-muted">{attemptWords(delivery)}</span>
        <span className="ml-auto text-xs text-faint">
          <RelativeTime at={delivery.created_at} />
        </span>
      </summary>
      <div className="flex flex-col gap-3 border-t border-line bg-sunken p-3 text-[0.8125rem]">
        {delivery.attempts.map((attempt) => (
          <div key={attempt.at}>
            <p className="text-muted">
              <RelativeTime at={attempt.at} /> · {attempt.status ?? attempt.error} · {attempt.duration_ms} ms
            </p>
            {attempt.answer !== null && attempt.answer !== '' && (
              <pre className="mt-1 max-h-32 overflow-auto font-mono text-xs wrap-anywhere whitespace-pre-wrap">
                {attempt.answer}
              </pre>
            )}
          </div>
        ))}
        {delivery.state !== 'pending' && (
          <Button
            size="sm"
            className="self-start"
            busy={resend.isPending}
            onClick={() => resend.mutate(delivery.id)}
          >
            <RotateCw aria-hidden />
            Send again
          </Button>
        )}
        <pre className="max-h-64 overflow-auto font-mono text-xs wrap-anywhere whitespace-pre-wrap">
          {JSON.stringify(delivery.payload, null, 2)}
        </pre>
      </div>
    </details>
  );
}

function attemptWords({ attempts }: Delivery): string {
  const last = attempts.at(-1);
  if (last === undefined) return 'not tried yet';
  const how = last.status === null ? (last.error ?? 'no answer') : `answered ${last.status}`;
  return attempts.length === 1 ? how : `${how} at attempt ${attempts.length}`;
}
