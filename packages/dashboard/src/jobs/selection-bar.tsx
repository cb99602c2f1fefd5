import { isEnded } from '@trainyard/core/client';
import { Trash2 } from 'lucide-react';
import { useState } from 'react';
import type { Job } from '../api/types.ts';
import { Button } from '../ui/button.tsx';
import { ConfirmDialog } from '../ui/confirm-dialog.tsx';

export interface SelectionBarProps {
  /** The jobs that are chosen, at least one. */
  readonly chosen: readonly Job[];
  /** How many the list shows. */
  readonly shown: number;
  /** True while others are being deleted. */
  readonly busy: boolean;
  readonly onAll: () => void;
  readonly onNone: () => void;
  readonly onDelete: () => void;
}

const namesShown = 8;

/** What can be done with the jobs that are chosen. It stays in sight while the list is scrolled. */
export function SelectionBar({ chosen, shown, busy, onAll, onNone, onDelete }: SelectionBarProps) {
  const [isAsking, setIsAsking] = useState(false);
  const active = chosen.filter(({ status }) => !isEnded(status)).length;
  const count = chosen.length === 1 ? '1 job' : `${chosen.length} jobs`;
  return (
    <div className="sticky top-14 z-20 mb-3 flex flex-wrap items-center gap-2 rounded-xl border border-accent bg-raised px-3 py-2 shadow-float lg:top-2">
      <p role="status" className="mr-auto pl-1 font-medium">
        {count} chosen
      </p>
      {chosen.length < shown && (
        <Button size="sm" onClick={onAll}>
          Choose all {shown} shown
        </Button>
      )}
      <Button size="sm" onClick={onNone}>
        Choose none
      </Button>
      <Button size="sm" variant="danger" disabled={busy} onClick={() => setIsAsking(true)}>
        <Trash2 aria-hidden />
        Delete {count} …
      </Button>
      <ConfirmDialog
        open={isAsking}
        onOpenChange={setIsAsking}
        title={`Delete ${count}?`}
        confirmLabel={`Delete ${count}`}
        danger
        onConfirm={() => {
          setIsAsking(false);
          onDelete();
        }}
      >
        <ul className="mb-3 list-disc pl-5 text-ink">
          {chosen.slice(0, namesShown).map(({ id, name }) => (
            <li key={id}>{name}</li>
          ))}
          {chosen.length > namesShown && <li>and {chosen.length - namesShown} more</li>}
        </ul>
        {active > 0 && (
          <p className="mb-3 rounded-lg bg-warning-soft px-3 py-2 text-warning">
            {active === 1 ? '1 of them waits or runs' : `${active} of them wait or run`}, and{' '}
            {active === 1 ? 'is' : 'are'} canceled first.
          </p>
        )}
        <p>
          Their checkpoints, samples, logs and curves are deleted with them. Datasets stay. This cannot be
          undone.
        </p>
      </ConfirmDialog>
    </div>
  );
}
