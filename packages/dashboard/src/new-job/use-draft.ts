import { useCallback, useEffect, useState } from 'react';
import { useSession } from '../api/session.ts';
import { type Draft, loadDraft, saveDraft } from './draft.ts';

/** A draft, how to change it, and how to have it not kept any longer while it is still shown. */
export type KeptDraft = readonly [Draft | null, (draft: Draft | null) => void, () => void];

/** A draft of the account that is signed in, kept in this tab's storage. */
export function useDraft(name: string): KeptDraft {
  const { account } = useSession();
  const key = `${account.name} ${name}`;
  const [draft, setDraft] = useState(() => loadDraft(sessionStorage, key));
  useEffect(() => saveDraft(sessionStorage, key, draft), [key, draft]);
  const forget = useCallback(() => saveDraft(sessionStorage, key, null), [key]);
  return [draft, setDraft, forget];
}
