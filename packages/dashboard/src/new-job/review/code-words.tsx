/** A sentence of preflight's, in which words between backticks are code. */
export function CodeWords({ text }: { readonly text: string }) {
  return text.split('`').map((part, index) =>
    index % 2 === 0 ? (
      part
    ) : (
      // biome-ignore lint/suspicious/noArrayIndexKey: parts have nothing but their place
      <code key={index} className="rounded bg-hover px-1 font-mono text-[0.9em]">
        {part}
      </code>
    ),
  );
}
