import { Plus, Webhook as WebhookIcon } from 'lucide-react';
import { useState } from 'react';
import { Badge } from '../ui/badge.tsx';
import { Button } from '../ui/button.tsx';
import { Card } from '../ui/card.tsx';
import { ConfirmDialog } from '../ui/confirm-dialog.tsx';
import { Deliveries } from './deliveries.tsx';
import { ListStates } from './list-states.tsx';
import { NewWebhookDialog } from './new-webhook-dialog.tsx';
import { useDeleteWebhook, useTestWebhook, useWebhooks, type Webhook } from './webhook-queries.ts';

/** The webhooks of the account, each with what was sent to it. */
export function WebhooksTab() {
  const webhooks = useWebhooks();
  const [creating, setCreating] = useState(false);
  const newWebhook = (
    <Button variant="primary" size="sm" onClick={() => setCreating(true)}>
      <Plus aria-hidden />
      New webhook
    </Button>
  );
  return (
    <>
      <Card title="Webhooks" actions={newWebhook} flush>
        <ListStates
          query={webhooks}
          isEmpty={(data) => data.webhooks.length === 0}
          what="webhooks"
          icon={WebhookIcon}
          advice="A webhook tells your own program when a job starts, saves a checkpoint or ends, and when a dataset is ready."
        >
          {(data) => (
            <ul>
              {data.webhooks.map((webhook) => (
                <li key={webhook.id} className="border-t border-line p-4 first:border-t-0">
                  <WebhookRow webhook={webhook} />
                </li>
              ))}
            </ul>
          )}
        </ListStates>
      </Card>
      {creating && <NewWebhookDialog onClose={() => setCreating(false)} />}
    </>
  );
}

function WebhookRow({ webhook }: { readonly webhook: Webhook }) {
  const [isOpen, setOpen] = useState(false);
  const [isRemoving, setRemoving] = useState(false);
  const remove = useDeleteWebhook();
  const sendTest = useTestWebhook(webhook.id);
  return (
    <>
      <div className="flex flex-wrap items-start justify-between gap-3">
        <div className="min-w-0">
          <p className="font-medium wrap-anywhere">{webhook.url}</p>
          <p className="mt-1 flex flex-wrap gap-1.5">
            {webhook.events.map((event) => (
              <Badge key={event}>{event}</Badge>
            ))}
          </p>
        </div>
        <div className="flex flex-wrap gap-2">
          <Button size="sm" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
            {isOpen ? 'Hide deliveries' : 'Deliveries'}
          </Button>
          <Button
            size="sm"
            busy={sendTest.isPending}
            onClick={() => sendTest.mutate(undefined, { onSuccess: () => setOpen(true) })}
          >
            Send a test
          </Button>
          <Button size="sm" aria-label={`Remove ${webhook.url}`} onClick={() => setRemoving(true)}>
            Remove
          </Button>
        </div>
      </div>
      {isOpen && <Deliveries webhookId={webhook.id} />}
      <ConfirmDialog
        open={isRemoving}
        onOpenChange={setRemoving}
        title="Remove this webhook?"
        confirmLabel="Remove webhook"
        danger
        busy={remove.isPending}
        onConfirm={() => remove.mutate(webhook.id, { onSettled: () => setRemoving(false) })}
      >
        Nothing more is sent to {webhook.url}, and what was not delivered yet is dropped.
      </ConfirmDialog>
    </>
  );
}
