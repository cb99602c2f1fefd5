import { createLink } from '@tanstack/react-router';
import { ChevronLeft } from 'lucide-react';
import type { ComponentProps } from 'react';

/** The way back to where a page belongs, for the `back` of a `PageHeader`; takes what a router's link takes. */
export const BackLink = createLink(BackAnchor);

function BackAnchor({ children, ...rest }: ComponentProps<'a'>) {
  return (
    <a {...rest} className="inline-flex items-center gap-0.5 rounded hover:text-ink">
      <ChevronLeft className="size-3.5 shrink-0" aria-hidden />
      {children}
    </a>
  );
}
