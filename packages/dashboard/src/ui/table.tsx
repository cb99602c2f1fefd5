import { clsx } from 'clsx';
import type { ComponentProps } from 'react';

/** A table that scrolls sideways where it is wider than its place. Give it an `aria-label`. */
export function Table({ className, ...rest }: ComponentProps<'table'>) {
  return (
    <div className="overflow-x-auto">
      <table {...rest} className={clsx('w-full border-collapse text-left', className)} />
    </div>
  );
}

/** The head of a column. */
export function Th({ className, ...rest }: ComponentProps<'th'>) {
  return (
    <th
      scope="col"
      {...rest}
      className={clsx('h-9 px-4 text-xs font-medium whitespace-nowrap text-faint', className)}
    />
  );
}

/** A row of the body. */
export function Tr({ className, ...rest }: ComponentProps<'tr'>) {
  return <tr {...rest} className={clsx('border-t border-line hover:bg-hover/60', className)} />;
}

/** A cell. */
export function Td({ className, ...rest }: ComponentProps<'td'>) {
  return <td {...rest} className={clsx('h-12 px-4 py-2', className)} />;
}
