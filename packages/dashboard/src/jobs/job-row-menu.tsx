import { Link } from '@tanstack/react-router';
import { Ban, Ellipsis, PencilLine, RotateCw, SquareArrowOutUpRight, Trash2 } from 'lucide-react';
import { useState } from 'react';
import type { Job } from '../api/types.ts';
import { ConfirmDialog } from '../ui/confirm-dialog.tsx';
import { IconButton } from '../ui/icon-button.tsx';
import { Menu, MenuItem, MenuSeparator } from '../ui/menu.tsx';
import { useCancelJob, useDeleteJob, useResumeJob } from './job-actions.ts';
import { actionsFor } from './job-state.ts';

/** What can be done with a job of the list; what cannot be taken back is asked first. */
export function JobRowMenu({ job }: { readonly job: Job }) {
  const [asking, setAsking] = useState<'cancel' | 'delete' | null>(null);
  const cancel = useCancelJob();
  const resume = useResumeJob();
  const remove = useDeleteJob();
  const actions = actionsFor(job);
  const close = () => setAsking(null);
  return (
    <>
      <Menu
        trigger={
          <IconButton label={`Actions for ${job.name}`}>
            <Ellipsis aria-hidden />
          </IconButton>
        }
      >
        <MenuItem asChild>
          <Link to="/jobs/$id" params={{ id: job.id }}>
            <SquareArrowOutUpRight aria-hidden />
            Open
          </Link>
        </MenuItem>
        {actions.resume && (
          <MenuItem onSelect={() => resume.mutate(job)}>
            <RotateCw aria-hidden />
            Resume
          </MenuItem>
        )}
        {actions.edit && (
          <MenuItem asChild>
            <Link to="/jobs/$id/edit" params={{ id: job.id }}>
              <PencilLine aria-hidden />
              Edit config
            </Link>
          </MenuItem>
        )}
        {(actions.cancel || actions.remove) && <MenuSeparator />}
        {actions.cancel && (
          <MenuItem danger onSelect={() => setAsking('cancel')}>
            <Ban aria-hidden />
            Cancel …
          </MenuItem>
        )}
        {actions.remove && (
          <MenuItem danger onSelect={() => setAsking('delete')}>
            <Trash2 aria-hidden />
            Delete …
          </MenuItem>
        )}
      </Menu>
      <ConfirmDialog
        open={asking === 'cancel'}
        onOpenChange={close}
        title={`Cancel ${job.name}?`}
        confirmLabel="Cancel job"
        cancelLabel="Keep it"
        danger
        busy={cancel.isPending}
        onConfirm={() => cancel.mutate(job, { onSettled: close })}
      >
        {job.status === 'IN_QUEUE'
          ? 'It leaves the queue. It can be resumed later and then waits anew.'
          : 'Steps since the last checkpoint are lost. Checkpoints and samples stay, and the job can be resumed from the last checkpoint.'}
      </ConfirmDialog>
      <ConfirmDialog
        open={asking === 'delete'}
        onOpenChange={close}
        title={`Delete ${job.name}?`}
        confirmLabel="Delete job"
        danger
        busy={remove.isPending}
        onConfirm={() => remove.mutate(job, { onSettled: close })}
      >
        Its checkpoints, samples, log and curves are deleted with it. Datasets stay. This cannot be undone.
      </ConfirmDialog>
    </>
  );
}
