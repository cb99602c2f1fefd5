import { useEffect, useRef, useState } from 'react';
import { describeFailure } from '../../api/failure.ts';
import { captionFileOf, type Item } from '../gallery/items-query.ts';
import { createCaptionDrafts } from './caption-drafts.ts';
import { createLatestSave } from './latest-save.ts';
import { useSaveCaptions } from './save-captions.ts';

const drafts = createCaptionDrafts(sessionStorage);

/** Where the text of a caption is. */
export type CaptionState =
  | { readonly kind: 'saved' | 'typing' | 'saving' }
  | { readonly kind: 'failed'; readonly reason: string };

/** The caption of an item while it is edited. */
export interface EditedCaption {
  readonly text: string;
  readonly state: CaptionState;
  /** It is too long to be known whole, so that it cannot be edited. */
  readonly isTruncated: boolean;
  /** Takes what was typed. It outlives the page, but is not saved yet. */
  type(text: string): void;
  /** Saves a text, where it is not saved already. Failures are told by `state`. */
  save(text: string): Promise<void>;
}

/**
 * Edits the caption of an item, the same one as long as the component lives. Nothing that was typed is lost before
 * it is saved, and what was typed last is what is saved last.
 */
export function useCaption(datasetId: string, item: Item): EditedCaption {
  const saveCaptions = useSaveCaptions(datasetId);
  const filename = captionFileOf(item);
  const saved = item.caption?.text ?? '';
  const [text, setText] = useState(() => drafts.read(datasetId, filename) ?? saved);
  const [state, setState] = useState<CaptionState>({ kind: text === saved ? 'saved' : 'typing' });
  const newest = useRef(text);
  const [saveLatest] = useState(() =>
    createLatestSave((latest) => saveCaptions(new Map([[filename, latest]]))),
  );
  // What others, or a change of many captions at once, have saved is shown, but never over what is being typed.
  useEffect(() => {
    if (state.kind === 'saved') setText(saved);
  }, [saved, state.kind]);
  return {
    text,
    state,
    isTruncated: item.caption?.truncated === true,
    type(typed) {
      newest.current = typed;
      setText(typed);
      setState({ kind: 'typing' });
      drafts.keep(datasetId, filename, typed);
    },
    async save(typed) {
      if (typed !== saved || state.kind === 'saving') {
        setState({ kind: 'saving' });
        try {
          await saveLatest(typed);
        } catch (error) {
          setState({ kind: 'failed', reason: describeFailure(error).message });
          return;
        }
      }
      // Somebody went on typing while it was saved.
      if (newest.current !== typed) return;
      drafts.forget(datasetId, filename);
      setState({ kind: 'saved' });
    },
  };
}
