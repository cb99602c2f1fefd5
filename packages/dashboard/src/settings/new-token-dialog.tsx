import { type FormEvent, useState } from 'react';
import { describeFailure } from '../api/failure.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { Field, Input } from '../ui/field.tsx';
import { useCreateToken } from './account-queries.ts';
import { ShownOnce } from './shown-once.tsx';

/** Makes a token and shows it, this one time. */
export function NewTokenDialog({ open, onClose }: { readonly open: boolean; readonly onClose: () => void }) {
  const create = useCreateToken();
  const [name, setName] = useState('');
  const close = () => {
    setName('');
    create.reset();
    onClose();
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    create.mutate(name);
  };
  const made = create.data;
  return (
    <Dialog
      open={open}
      onOpenChange={(next) => {
        if (!next) close();
      }}
      title={made === undefined ? 'New token' : 'The token is made'}
      footer={
        made === undefined ? (
          <Button variant="primary" type="submit" form="new-token" busy={create.isPending}>
            Make token
          </Button>
        ) : (
          <Button variant="primary" onClick={close}>
            Done
          </Button>
        )
      }
    >
      {made === undefined ? (
        <form id="new-token" onSubmit={submit}>
          <Field
            label="Name"
            hint="What will use it: a machine, a script, a person."
            error={create.isError ? describeFailure(create.error).message : null}
          >
            {(control) => (
              <Input
                {...control}
                value={name}
                onChange={({ target }) => setName(target.value)}
                maxLength={100}
                required
                autoComplete="off"
              />
            )}
          </Field>
        </form>
      ) : (
        <ShownOnce text={made.token} what="token" />
      )}
    </Dialog>
  );
}
