import { clsx } from 'clsx';
import type { ReactNode } from 'react';

export interface CardProps {
  readonly title?: string;
  /** Beside the title, at the right. */
  readonly actions?: ReactNode;
  /** Leaves out the space around what is in it, for tables. */
  readonly flush?: boolean;
  readonly className?: string;
  readonly children: ReactNode;
}

/** A part of a page with an edge around it. */
export function Card({ title, actions, flush = false, className, children }: CardProps) {
  return (
    <section className={clsx('overflow-hidden rounded-xl border border-line bg-surface', className)}>
      {title !== undefined && (
        <header className="flex min-h-11 items-center justify-between gap-3 border-b border-line px-4 py-1.5">
          <h2 className="font-semibold">{title}</h2>
          {actions !== undefined && <div className="flex items-center gap-1.5">{actions}</div>}
        </header>
      )}
      <div className={flush ? '' : 'p-4'}>{children}</div>
    </section>
  );
}
