/** Says that there are jobs of others, of which only the number may be known. */
export function OtherJobs({ count, doing }: { readonly count: number; readonly doing: string }) {
  if (count === 0) return null;
  return (
    <p className="border-t border-line px-4 py-3 text-muted first:border-t-0">
      {count === 1 ? `One job of another account ${doing}s.` : `${count} jobs of other accounts ${doing}.`}
    </p>
  );
}
