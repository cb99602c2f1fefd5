import { useCallback, useEffect, useState } from 'react';
import { useSession } from '../api/session.ts';
import { type Draft, loadDraft, saveDraft } from './draft.ts';

/** A draft of the account that is signed in, kept in this tab's storage. */
export function useDraft(name: string): readonly [Draft | null, (draft: Draft | null) => void] {
  const { account } = useSession();
  const key = `${account.name} ${name}`;
  const [draft, setDraft] = useState(() => loadDraft(sessionStorage, key));
  useEffect(() => saveDraft(sessionStorage, key, draft), [key, draft]);
  // At once as well: after a submission the page is left before effects run.
  const change = useCallback(
    (next: Draft | null) => {
      saveDraft(sessionStorage, key, next);
      setDraft(next);
    },
    [key],
  );
  return [draft, change];
}
