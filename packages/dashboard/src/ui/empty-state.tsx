import type { LucideIcon } from 'lucide-react';
import type { ReactNode } from 'react';

export interface EmptyStateProps {
  readonly icon: LucideIcon;
  /** `h1` where nothing else heads the page. */
  readonly heading?: 'h1' | 'h2';
  /** What is not there. */
  readonly title: string;
  /** What to do about it. */
  readonly children: ReactNode;
  /** Buttons or links that do it. */
  readonly actions?: ReactNode;
}

/** Stands where there is nothing to show yet, and says what to do next. */
export function EmptyState({
  icon: Icon,
  heading: Heading = 'h2',
  title,
  children,
  actions,
}: EmptyStateProps) {
  return (
    <div className="flex flex-col items-center px-6 py-14 text-center">
      <span className="mb-4 flex size-11 items-center justify-center rounded-xl border border-line bg-sunken text-faint">
        <Icon className="size-5" aria-hidden />
      </span>
      <Heading className="font-semibold">{title}</Heading>
      <div className="mt-1 max-w-md text-pretty text-muted">{children}</div>
      {actions !== undefined && <div className="mt-5 flex flex-wrap justify-center gap-2">{actions}</div>}
    </div>
  );
}
