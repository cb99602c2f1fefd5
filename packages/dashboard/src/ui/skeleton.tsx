import { clsx } from 'clsx';

/** A grey shape where something will be; its class gives its size. */
export function Skeleton({ className }: { readonly className?: string }) {
  return <span aria-hidden className={clsx('block animate-pulse rounded-md bg-line', className)} />;
}
