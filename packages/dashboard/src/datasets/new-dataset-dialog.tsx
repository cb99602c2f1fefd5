import { useNavigate } from '@tanstack/react-router';
import { datasetNameProblem } from '@trainyard/core/client';
import { type FormEvent, useState } from 'react';
import { describeFailure } from '../api/failure.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { Field, Input } from '../ui/field.tsx';
import { useCreateDataset } from './datasets-query.ts';

/** Asks for the name of a new dataset, and goes to it once it is made. */
export function NewDatasetDialog({
  open,
  onClose,
}: {
  readonly open: boolean;
  readonly onClose: () => void;
}) {
  const navigate = useNavigate();
  const create = useCreateDataset();
  const [name, setName] = useState('');
  const problem = name === '' ? null : datasetNameProblem(name);
  const close = () => {
    setName('');
    create.reset();
    onClose();
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (problem !== null) return;
    create.mutate(name, {
      onSuccess: ({ id }) => {
        close();
        void navigate({ to: '/datasets/$id', params: { id } });
      },
    });
  };
  return (
    <Dialog
      open={open}
      onOpenChange={(next) => {
        if (!next) close();
      }}
      title="New dataset"
      footer={
        <Button variant="primary" type="submit" form="new-dataset" busy={create.isPending}>
          Create dataset
        </Button>
      }
    >
      <form id="new-dataset" onSubmit={submit}>
        <Field
          label="Name"
          hint="Letters, digits, _ and -. Configs name the dataset by it. Left empty, it gets a name by itself."
          error={problem ?? (create.isError ? describeFailure(create.error).message : null)}
        >
          {(control) => (
            <Input
              {...control}
              value={name}
              onChange={({ target }) => setName(target.value)}
              autoComplete="off"
              spellCheck={false}
            />
          )}
        </Field>
      </form>
    </Dialog>
  );
}
