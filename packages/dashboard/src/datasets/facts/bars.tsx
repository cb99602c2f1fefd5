export interface BarsProps {
  /** What is counted, for screen readers. */
  readonly label: string;
  readonly rows: readonly { readonly name: string; readonly count: number }[];
}

const mostShown = 12;

/** Counts as bars beside their names, the first dozen of them. */
export function Bars({ label, rows }: BarsProps) {
  const most = Math.max(1, ...rows.map(({ count }) => count));
  const rest = rows.slice(mostShown).reduce((sum, { count }) => sum + count, 0);
  return (
    <ul aria-label={label} className="flex flex-col gap-1.5 text-[0.8125rem]">
      {rows.slice(0, mostShown).map(({ name, count }) => (
        <li key={name} className="grid grid-cols-[7rem_minmax(0,1fr)_4rem] items-center gap-3">
          <span className="truncate text-muted tabular-nums">{name}</span>
          <span
            className="h-3.5 rounded-sm bg-accent/75"
            style={{ width: `${(count / most) * 100}%` }}
            aria-hidden
          />
          <span className="text-right tabular-nums">{count.toLocaleString('en')}</span>
        </li>
      ))}
      {rest > 0 && (
        <li className="text-faint">
          {rows.length - mostShown} more with {rest.toLocaleString('en')} together
        </li>
      )}
    </ul>
  );
}
