import { clsx } from 'clsx';
import type { CaptionState, EditedCaption } from './use-caption.ts';

export interface CaptionBoxProps {
  /** The file that the caption is of. */
  readonly of: string;
  readonly caption: EditedCaption;
  readonly className?: string;
}

/** The caption of an item, edited in place: it is saved when the box is left. */
export function CaptionBox({ of, caption, className }: CaptionBoxProps) {
  const { text, state, isTruncated } = caption;
  return (
    <div className={clsx('flex min-h-0 flex-col', className)}>
      <textarea
        aria-label={`Caption of ${of}`}
        value={text}
        readOnly={isTruncated}
        placeholder="No caption"
        spellCheck={false}
        onChange={({ target }) => caption.type(target.value)}
        onBlur={() => {
          if (!isTruncated) void caption.save(text);
        }}
        className={clsx(
          'min-h-0 w-full flex-1 resize-none rounded-md border bg-transparent px-2 py-1.5 text-[0.8125rem] leading-snug placeholder:text-warning',
          state.kind === 'failed'
            ? 'border-danger-mark'
            : 'border-transparent hover:border-line focus:border-control',
        )}
      />
      <p role="status" className="h-4 truncate px-2 text-xs text-faint">
        <CaptionStateText state={state} isTruncated={isTruncated} />
      </p>
    </div>
  );
}

function CaptionStateText({
  state,
  isTruncated,
}: {
  readonly state: CaptionState;
  readonly isTruncated: boolean;
}) {
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
