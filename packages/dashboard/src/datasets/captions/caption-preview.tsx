import type { ChangedCaption } from './change-captions.ts';

const mostShown = 200;

export interface CaptionPreviewProps {
  readonly changed: readonly ChangedCaption[];
  /** Why there is nothing to show yet. */
  readonly problem: string | null;
}

/** Each caption before and after a change. */
export function CaptionPreview({ changed, problem }: CaptionPreviewProps) {
  if (problem !== null) return null;
  if (changed.length === 0) return <p className="text-muted">No caption would change.</p>;
  return (
    <div className="flex flex-col gap-2">
      <h3 className="text-[0.8125rem] font-medium">What would change</h3>
      <ul className="max-h-64 overflow-y-auto rounded-lg border border-line bg-sunken">
        {changed.slice(0, mostShown).map(({ filename, before, after }) => (
          <li key={filename} className="border-t border-line px-3 py-2 text-[0.8125rem] first:border-t-0">
            <p className="truncate text-xs text-faint">{filename}</p>
            <p className="wrap-anywhere text-muted line-through decoration-danger/60">{before || '(none)'}</p>
            <p className="wrap-anywhere">{after}</p>
          </li>
        ))}
      </ul>
      {changed.length > mostShown && (
        <p className="text-xs text-faint">And {(changed.length - mostShown).toLocaleString('en')} more.</p>
      )}
    </div>
  );
}
