/** Makes a row of the queue a block of two columns on a phone; its cells say with `order` where they stand. */
export const blockClass =
  'max-md:grid max-md:grid-cols-[minmax(0,1fr)_auto] max-md:items-center max-md:gap-x-3 max-md:gap-y-1.5 max-md:px-4 max-md:py-3 max-md:first:border-t-0 [&>td]:max-md:h-auto [&>td]:max-md:p-0';
