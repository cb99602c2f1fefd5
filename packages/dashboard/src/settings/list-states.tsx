import type { UseQueryResult } from '@tanstack/react-query';
import type { LucideIcon } from 'lucide-react';
import type { ReactNode } from 'react';
import { EmptyState } from '../ui/empty-state.tsx';
import { ErrorState } from '../ui/error-state.tsx';
import { Skeleton } from '../ui/skeleton.tsx';

export interface ListStatesProps<Data> {
  readonly query: UseQueryResult<Data>;
  readonly isEmpty: (data: Data) => boolean;
  /** What is listed, in the plural. */
  readonly what: string;
  readonly icon: LucideIcon;
  /** What they are for, where there are none. */
  readonly advice: string;
  readonly children: (data: Data) => ReactNode;
}

/** A list of the settings in each of its states: on its way, failed, empty, there. */
export function ListStates<Data>({ query, isEmpty, what, icon, advice, children }: ListStatesProps<Data>) {
  if (query.data === undefined) {
    if (query.isError) {
      return (
        <ErrorState
          title={`The ${what} could not be loaded.`}
          error={query.error}
          onRetry={() => void query.refetch()}
        />
      );
    }
    return (
      <div role="status" aria-label={`Loading the ${what}`} className="flex flex-col gap-4 p-4">
        <Skeleton className="h-4 w-64" />
        <Skeleton className="h-4 w-48" />
        <Skeleton className="h-4 w-56" />
      </div>
    );
  }
  if (isEmpty(query.data)) {
    return (
      <EmptyState icon={icon} title={`No ${what} yet`}>
        {advice}
      </EmptyState>
    );
  }
  return children(query.data);
}
