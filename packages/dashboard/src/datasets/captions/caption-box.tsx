import { clsx } from 'clsx';
import { useEffect, useState } from 'react';
import { describeFailure } from '../../api/failure.ts';
import { captionFileOf, type Item } from '../gallery/items-query.ts';
import { createCaptionDrafts } from './caption-drafts.ts';
import { useSaveCaptions } from './save-captions.ts';

const drafts = createCaptionDrafts(sessionStorage);

type SaveState =
  | { readonly kind: 'saved' | 'typing' | 'saving' }
  | { readonly kind: 'failed'; readonly reason: string };

export interface CaptionBoxProps {
  readonly datasetId: string;
  readonly item: Item;
  readonly className?: string;
}

/** The caption of an item, edited in place: it is saved when the box is left, and never lost before. */
export function CaptionBox({ datasetId, item, className }: CaptionBoxProps) {
  const save = useSaveCaptions(datasetId);
  const filename = captionFileOf(item);
  const saved = item.caption?.text ?? '';
  const [text, setText] = useState(() => drafts.read(datasetId, filename) ?? saved);
  const [state, setState] = useState<SaveState>({ kind: text === saved ? 'saved' : 'typing' });
  // What others, or a change of many captions at once, have saved is shown, but never over what is being typed.
  useEffect(() => {
    if (state.kind === 'saved') setText(saved);
  }, [saved, state.kind]);

  const leave = async () => {
    if (text === saved) {
      drafts.forget(datasetId, filename);
      setState({ kind: 'saved' });
      return;
    }
    setState({ kind: 'saving' });
    try {
      await save(new Map([[filename, text]]));
      drafts.forget(datasetId, filename);
      setState({ kind: 'saved' });
    } catch (error) {
      setState({ kind: 'failed', reason: describeFailure(error).message });
    }
  };
  const isTruncated = item.caption?.truncated === true;
  return (
    <div className={clsx('flex min-h-0 flex-col', className)}>
      <textarea
        aria-label={`Caption of ${item.filename}`}
        value={text}
        readOnly={isTruncated}
        placeholder="No caption"
        spellCheck={false}
        onChange={({ target }) => {
          setText(target.value);
          setState({ kind: 'typing' });
          drafts.keep(datasetId, filename, target.value);
        }}
        onBlur={() => {
          if (!isTruncated) void leave();
        }}
        className={clsx(
          'min-h-0 w-full flex-1 resize-none rounded-md border bg-transparent px-2 py-1.5 text-[0.8125rem] leading-snug placeholder:text-warning',
          state.kind === 'failed'
            ? 'border-danger-mark'
            : 'border-transparent hover:border-line focus:border-control',
        )}
      />
      <p role="status" className="h-4 truncate px-2 text-xs text-faint">
        <CaptionState state={state} isTruncated={isTruncated} />
      </p>
    </div>
  );
}

function CaptionState({ state, isTruncated }: { readonly state: SaveState; readonly isTruncated: boolean }) {
  if (isTruncated) return 'Too long to edit here.';
  switch (state.kind) {
    case 'typing':
      return 'Not saved yet';
    case 'saving':
      return 'Saving …';
    case 'failed':
      return (
        <span className="text-danger" title={state.reason}>
          Not saved: {state.reason}
        </span>
      );
    case 'saved':
      return null;
  }
}
