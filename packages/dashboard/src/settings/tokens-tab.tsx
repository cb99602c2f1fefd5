import { KeyRound, Plus } from 'lucide-react';
import { useState } from 'react';
import { useSession } from '../api/session.ts';
import type { Answer } from '../api/types.ts';
import { Badge } from '../ui/badge.tsx';
import { Button } from '../ui/button.tsx';
import { Card } from '../ui/card.tsx';
import { ConfirmDialog } from '../ui/confirm-dialog.tsx';
import { RelativeTime } from '../ui/relative-time.tsx';
import { Table, Td, Th, Tr } from '../ui/table.tsx';
import { useRevokeToken, useTokens } from './account-queries.ts';
import { ListStates } from './list-states.tsx';
import { NewTokenDialog } from './new-token-dialog.tsx';

type Token = Answer<'listTokens'>['tokens'][number];

/** The tokens of the account: make, look, revoke. */
export function TokensTab() {
  const tokens = useTokens();
  const [creating, setCreating] = useState(false);
  const [revoking, setRevoking] = useState<Token | null>(null);
  const revoke = useRevokeToken();
  const { token: own } = useSession();
  const newToken = (
    <Button variant="primary" size="sm" onClick={() => setCreating(true)}>
      <Plus aria-hidden />
      New token
    </Button>
  );
  return (
    <Card title="Tokens" actions={newToken} flush>
      <ListStates
        query={tokens}
        isEmpty={({ tokens: all }) => all.length === 0}
        what="tokens"
        icon={KeyRound}
        advice="Programs and browsers sign in with a token. Make one for each, so that each can be revoked alone."
      >
        {({ tokens: all }) => (
          <Table aria-label="Tokens">
            <thead>
              <tr>
                <Th>Name</Th>
                <Th className="max-sm:hidden">Made</Th>
                <Th>Last used</Th>
                <Th>
                  <span className="sr-only">Actions</span>
                </Th>
              </tr>
            </thead>
            <tbody>
              {all.map((token) => (
                <Tr key={token.id}>
                  <Td className="wrap-anywhere">
                    <span className="mr-2">{nameOf(token)}</span>
                    {token.id === own.id && <Badge tone="accent">This browser</Badge>}
                  </Td>
                  <Td className="text-muted max-sm:hidden">
                    <RelativeTime at={token.created_at} />
                  </Td>
                  <Td className="text-muted">
                    {token.last_used_at === null ? 'never' : <RelativeTime at={token.last_used_at} />}
                  </Td>
                  <Td className="text-right">
                    <Button
                      size="sm"
                      onClick={() => setRevoking(token)}
                      aria-label={`Revoke ${nameOf(token)}`}
                    >
                      Revoke
                    </Button>
                  </Td>
                </Tr>
              ))}
            </tbody>
          </Table>
        )}
      </ListStates>
      <NewTokenDialog open={creating} onClose={() => setCreating(false)} />
      <ConfirmDialog
        open={revoking !== null}
        onOpenChange={(open) => {
          if (!open) setRevoking(null);
        }}
        title={`Revoke "${revoking === null ? '' : nameOf(revoking)}"?`}
        confirmLabel="Revoke token"
        danger
        busy={revoke.isPending}
        onConfirm={() => {
          if (revoking !== null) revoke.mutate(revoking.id, { onSettled: () => setRevoking(null) });
        }}
      >
        {revoking?.id === own.id
          ? 'You are signed in with it: this browser will be signed out at once.'
          : 'Programs and browsers that use it are refused from now on. Jobs that run go on.'}
      </ConfirmDialog>
    </Card>
  );
}

function nameOf({ name }: Token): string {
  return name ?? 'Without a name';
}
