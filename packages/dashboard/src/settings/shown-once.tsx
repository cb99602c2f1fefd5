import { CopyButton } from '../ui/copy-button.tsx';

/** Something that the server shows this one time. */
export function ShownOnce({ text, what }: { readonly text: string; readonly what: string }) {
  return (
    <div className="flex flex-col gap-2">
      <div className="flex items-center gap-2 rounded-lg border border-line bg-sunken px-3 py-1.5">
        <code className="min-w-0 flex-1 font-mono text-[0.8125rem] wrap-anywhere">{text}</code>
        <CopyButton text={text} what={what} />
      </div>
      <p className="text-muted">Copy it now: the server keeps no copy that it could show again.</p>
    </div>
  );
}
