import { LockKeyhole, Plus } from 'lucide-react';
import { useState } from 'react';
import { Button } from '../ui/button.tsx';
import { Card } from '../ui/card.tsx';
import { ConfirmDialog } from '../ui/confirm-dialog.tsx';
import { RelativeTime } from '../ui/relative-time.tsx';
import { Table, Td, Th, Tr } from '../ui/table.tsx';
import { useDeleteSecret, useSecrets } from './account-queries.ts';
import { ListStates } from './list-states.tsx';
import { SecretDialog } from './secret-dialog.tsx';

/** The secrets of the account: set, replace, remove; never read. */
export function SecretsTab() {
  const secrets = useSecrets();
  /** The name that the dialog begins with; null while it is closed. */
  const [editing, setEditing] = useState<string | null>(null);
  const [removing, setRemoving] = useState<string | null>(null);
  const remove = useDeleteSecret();
  const all = secrets.data?.secrets ?? [];
  const setSecret = (
    <Button
      variant="primary"
      size="sm"
      onClick={() => setEditing(all.some(({ name }) => name === 'HF_TOKEN') ? '' : 'HF_TOKEN')}
    >
      <Plus aria-hidden />
      Set a secret
    </Button>
  );
  return (
    <Card title="Secrets" actions={setSecret} flush>
      <ListStates
        query={secrets}
        isEmpty={(data) => data.secrets.length === 0}
        what="secrets"
        icon={LockKeyhole}
        advice="HF_TOKEN, your token of Hugging Face, lets jobs load gated models such as FLUX.1-dev. Only your own jobs get it; nobody can read it back."
      >
        {(data) => (
          <Table aria-label="Secrets">
            <thead>
              <tr>
                <Th>Name</Th>
                <Th className="max-sm:hidden">Set</Th>
                <Th>
                  <span className="sr-only">Actions</span>
                </Th>
              </tr>
            </thead>
            <tbody>
              {data.secrets.map(({ name, updated_at: updatedAt }) => (
                <Tr key={name}>
                  <Td>
                    <code className="font-mono text-[0.8125rem]">{name}</code>
                  </Td>
                  <Td className="text-muted max-sm:hidden">
                    <RelativeTime at={updatedAt} />
                  </Td>
                  <Td className="text-right">
                    <span className="inline-flex gap-2">
                      <Button size="sm" onClick={() => setEditing(name)} aria-label={`Replace ${name}`}>
                        Replace
                      </Button>
                      <Button size="sm" onClick={() => setRemoving(name)} aria-label={`Remove ${name}`}>
                        Remove
                      </Button>
                    </span>
                  </Td>
                </Tr>
              ))}
            </tbody>
          </Table>
        )}
      </ListStates>
      {editing !== null && <SecretDialog name={editing} onClose={() => setEditing(null)} />}
      <ConfirmDialog
        open={removing !== null}
        onOpenChange={(open) => {
          if (!open) setRemoving(null);
        }}
        title={`Remove ${removing ?? ''}?`}
        confirmLabel="Remove secret"
        danger
        busy={remove.isPending}
        onConfirm={() => {
          if (removing !== null) remove.mutate(removing, { onSettled: () => setRemoving(null) });
        }}
      >
        Jobs that need it are refused from now on.
      </ConfirmDialog>
    </Card>
  );
}
