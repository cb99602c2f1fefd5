import { type FormEvent, useState } from 'react';
import { describeFailure } from '../api/failure.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { Field, Input } from '../ui/field.tsx';
import { usePutSecret } from './account-queries.ts';

/** Sets a secret; `name` is what its name begins as. */
export function SecretDialog(props: { readonly name: string; readonly onClose: () => void }) {
  const put = usePutSecret();
  const [name, setName] = useState(props.name);
  const [value, setValue] = useState('');
  const submit = (event: FormEvent) => {
    event.preventDefault();
    put.mutate({ name, value }, { onSuccess: props.onClose });
  };
  return (
    <Dialog
      open
      onOpenChange={(open) => {
        if (!open) props.onClose();
      }}
      title="Set a secret"
      description="It is encrypted, handed to your own jobs only, and never shown again."
      footer={
        <Button variant="primary" type="submit" form="secret" busy={put.isPending}>
          Keep secret
        </Button>
      }
    >
      <form id="secret" onSubmit={submit} className="flex flex-col gap-4">
        <Field label="Name" hint="HF_TOKEN is the one that jobs and their check know.">
          {(control) => (
            <Input
              {...control}
              value={name}
              onChange={({ target }) => setName(target.value)}
              required
              autoComplete="off"
              spellCheck={false}
              className="font-mono"
            />
          )}
        </Field>
        <Field label="Value" error={put.isError ? describeFailure(put.error).message : null}>
          {(control) => (
            <Input
              {...control}
              type="password"
              value={value}
              onChange={({ target }) => setValue(target.value)}
              required
              maxLength={8192}
              autoComplete="new-password"
            />
          )}
        </Field>
      </form>
    </Dialog>
  );
}
