import { Trash2 } from 'lucide-react';
import { useState } from 'react';
import type { Job } from '../api/types.ts';
import { formatBytes } from '../format/bytes.ts';
import { Button } from '../ui/button.tsx';
import { ConfirmDialog } from '../ui/confirm-dialog.tsx';
import { useDeleteOptimizerStates } from './artifact-actions.ts';
import type { KeptResult } from './kept-links.ts';

/** What is kept beside the checkpoints for a resume, and takes as much room; nothing where nothing is. */
export function OptimizerStates({
  job,
  states,
}: {
  readonly job: Job;
  readonly states: KeptResult['optimizer_states'];
}) {
  const [isAsking, setIsAsking] = useState(false);
  const remove = useDeleteOptimizerStates(job);
  const close = () => setIsAsking(false);
  if (states.length === 0) return null;
  const steps = states.map(({ step }) => step.toLocaleString('en')).join(' and ');
  const sizeBytes = states.reduce((sum, state) => sum + state.size_bytes, 0);
  return (
    <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2 border-t border-line px-4 py-3">
      <p className="min-w-0 flex-1 basis-64 text-muted">
        {states.length === 1
          ? `The optimizer state of step ${steps} is kept for a resume`
          : `The optimizer states of steps ${steps} are kept for a resume`}
        : {formatBytes(sizeBytes)}.
      </p>
      <Button size="sm" onClick={() => setIsAsking(true)}>
        <Trash2 aria-hidden />
        Delete optimizer state
      </Button>
      <ConfirmDialog
        open={isAsking}
        onOpenChange={close}
        title="Delete the kept optimizer state?"
        confirmLabel="Delete it"
        danger
        busy={remove.isPending}
        onConfirm={() => remove.mutate(undefined, { onSettled: close })}
      >
        Checkpoints stay. A resume still goes on from the last one, but the optimizer begins anew, so that the
        loss may be worse for some steps.
      </ConfirmDialog>
    </div>
  );
}
