import { type FormEvent, useState } from 'react';
import { describeFailure } from '../api/failure.ts';
import { Button } from '../ui/button.tsx';
import { Checkbox } from '../ui/checkbox.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { Field, Input } from '../ui/field.tsx';
import { ShownOnce } from './shown-once.tsx';
import { useCreateWebhook, type Webhook } from './webhook-queries.ts';

const events = [
  { event: 'job.started', label: 'A job begins to train' },
  { event: 'job.checkpoint', label: 'A checkpoint is saved' },
  { event: 'job.finished', label: 'A job ends, well or not' },
  { event: 'dataset.ready', label: 'A dataset is ready' },
  { event: 'dataset.failed', label: 'A dataset cannot be used' },
] as const satisfies readonly { readonly event: Webhook['events'][number]; readonly label: string }[];

/** Registers an address, and shows the secret that signs what is sent to it, this one time. */
export function NewWebhookDialog({ onClose }: { readonly onClose: () => void }) {
  const create = useCreateWebhook();
  const [url, setUrl] = useState('');
  const [chosen, setChosen] = useState<ReadonlySet<Webhook['events'][number]>>(
    new Set(events.map(({ event }) => event)),
  );
  const submit = (event: FormEvent) => {
    event.preventDefault();
    create.mutate({ url, events: [...chosen] });
  };
  const toggle = (event: Webhook['events'][number]) => {
    const next = new Set(chosen);
    if (!next.delete(event)) next.add(event);
    setChosen(next);
  };
  const made = create.data;
  return (
    <Dialog
      open
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
      title={made === undefined ? 'New webhook' : 'The webhook is registered'}
      footer={
        made === undefined ? (
          <Button
            variant="primary"
            type="submit"
            form="new-webhook"
            disabled={chosen.size === 0}
            busy={create.isPending}
          >
            Register webhook
          </Button>
        ) : (
          <Button variant="primary" onClick={onClose}>
            Done
          </Button>
        )
      }
    >
      {made === undefined ? (
        <form id="new-webhook" onSubmit={submit} className="flex flex-col gap-4">
          <Field
            label="Address"
            hint="Where your program listens: https://example.org/hooks/trainyard"
            error={create.isError ? describeFailure(create.error).message : null}
          >
            {(control) => (
              <Input
                {...control}
                type="url"
                value={url}
                onChange={({ target }) => setUrl(target.value)}
                maxLength={2000}
                required
                autoComplete="off"
              />
            )}
          </Field>
          <fieldset className="flex flex-col gap-2">
            <legend className="mb-1.5 text-[0.8125rem] font-medium">Tell it when</legend>
            {events.map(({ event, label }) => (
              <Checkbox
                key={event}
                checked={chosen.has(event)}
                onChange={() => toggle(event)}
                label={label}
              />
            ))}
          </fieldset>
        </form>
      ) : (
        <>
          <p className="mb-3 text-muted">
            Every message is signed with this secret, as the Standard Webhooks specification says.
          </p>
          <ShownOnce text={made.secret} what="secret" />
        </>
      )}
    </Dialog>
  );
}
