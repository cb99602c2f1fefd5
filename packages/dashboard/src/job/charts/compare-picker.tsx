import { useQuery } from '@tanstack/react-query';
import { GitCompareArrows } from 'lucide-react';
import { Popover } from 'radix-ui';
import { useState } from 'react';
import { useApi } from '../../api/api-context.ts';
import { queryKeys } from '../../api/query-keys.ts';
import type { Job } from '../../api/types.ts';
import { buttonClass } from '../../ui/button.tsx';
import { Checkbox } from '../../ui/checkbox.tsx';
import { Input } from '../../ui/field.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';

/** A job that is compared with. */
export type ComparedJob = Pick<Job, 'id' | 'name'>;

const mostCompared = 4;
const listed = 200;

export interface ComparePickerProps {
  readonly jobId: string;
  readonly chosen: readonly ComparedJob[];
  readonly onChange: (chosen: readonly ComparedJob[]) => void;
}

/** Chooses jobs whose loss is drawn beside this one's. */
export function ComparePicker({ jobId, chosen, onChange }: ComparePickerProps) {
  const [open, setOpen] = useState(false);
  return (
    <Popover.Root open={open} onOpenChange={setOpen}>
      <Popover.Trigger className={buttonClass('secondary', 'sm')}>
        <GitCompareArrows aria-hidden />
        Compare{chosen.length > 0 && ` (${chosen.length})`}
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content
          align="end"
          sideOffset={4}
          collisionPadding={8}
          aria-label="Jobs to compare with"
          className="z-50 w-72 animate-appear rounded-lg border border-line bg-raised p-3 shadow-float"
        >
          <JobChoice jobId={jobId} chosen={chosen} onChange={onChange} />
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}

function JobChoice({ jobId, chosen, onChange }: ComparePickerProps) {
  const { client } = useApi();
  const [wanted, setWanted] = useState('');
  const jobs = useQuery({
    queryKey: [...queryKeys.jobs, 'to-compare'],
    queryFn: ({ signal }) => client.listJobs({ query: { limit: listed }, signal }),
    staleTime: 30_000,
  });
  const found = (jobs.data?.jobs ?? []).filter(
    ({ id, name }) => id !== jobId && name.toLowerCase().includes(wanted.toLowerCase()),
  );
  const isFull = chosen.length >= mostCompared;
  return (
    <div className="flex flex-col gap-2">
      <Input
        type="search"
        placeholder="Find a job"
        aria-label="Find a job"
        value={wanted}
        onChange={(event) => setWanted(event.target.value)}
      />
      {jobs.isPending && <Skeleton className="h-20 w-full" />}
      {jobs.isError && <p className="text-danger">The jobs could not be loaded.</p>}
      {jobs.isSuccess && found.length === 0 && <p className="text-muted">No other job is called that.</p>}
      <ul className="flex max-h-64 flex-col gap-1.5 overflow-y-auto p-0.5">
        {found.map(({ id, name }) => {
          const isChosen = chosen.some((job) => job.id === id);
          return (
            <li key={id} className="wrap-anywhere">
              <Checkbox
                checked={isChosen}
                disabled={!isChosen && isFull}
                label={name}
                onChange={(checked) =>
                  onChange(checked ? [...chosen, { id, name }] : chosen.filter((job) => job.id !== id))
                }
              />
            </li>
          );
        })}
      </ul>
      {isFull && <p className="text-xs text-faint">At most {mostCompared} at once.</p>}
    </div>
  );
}
