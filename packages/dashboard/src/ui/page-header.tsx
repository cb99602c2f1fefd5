import type { ReactNode } from 'react';

export interface PageHeaderProps {
  /** The heading of the page; also the title of the browser's tab. */
  readonly title: string;
  /** What part of the page shows, for the title of the browser's tab: that of a tab. */
  readonly part?: string;
  /** In front of the heading: a link back to the list. */
  readonly back?: ReactNode;
  /** Beside the heading: a badge. */
  readonly beside?: ReactNode;
  /** Under the heading: one line about the page. */
  readonly description?: ReactNode;
  /** At the right: buttons, the most important last. */
  readonly actions?: ReactNode;
}

/** The top of every page. */
export function PageHeader({ title, part, back, beside, description, actions }: PageHeaderProps) {
  return (
    <header className="mb-5 flex flex-wrap items-start justify-between gap-x-6 gap-y-3">
      <title>{`${part === undefined ? title : `${part} · ${title}`} · Trainyard`}</title>
      <div className="min-w-0">
        {back !== undefined && <div className="mb-1 text-[0.8125rem] text-muted">{back}</div>}
        <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
          <h1 className="text-xl leading-8 font-semibold tracking-tight wrap-anywhere">{title}</h1>
          {beside}
        </div>
        {description !== undefined && <div className="mt-0.5 text-muted">{description}</div>}
      </div>
      {actions !== undefined && <div className="flex flex-wrap items-center gap-2">{actions}</div>}
    </header>
  );
}
