import { Link, useNavigate } from '@tanstack/react-router';
import { Ban, Copy, Ellipsis, ImagePlus, PencilLine, RotateCw, Save, Trash2 } from 'lucide-react';
import { useState } from 'react';
import type { Job } from '../api/types.ts';
import { useCancelJob, useDeleteJob, useSampleNow, useSaveNow } from '../jobs/job-actions.ts';
import { actionsFor, isFinished } from '../jobs/job-state.ts';
import { Button, buttonClass } from '../ui/button.tsx';
import { ConfirmDialog } from '../ui/confirm-dialog.tsx';
import { IconButton } from '../ui/icon-button.tsx';
import { Menu, MenuItem, MenuSeparator } from '../ui/menu.tsx';
import { DownloadNewest } from './download-newest.tsx';
import { ResumeDialog } from './resume-dialog.tsx';

type Asking = 'cancel' | 'delete' | 'resume';

/** What can be done with a job in its state; what loses something is asked first. */
export function JobButtons({ job }: { readonly job: Job }) {
  const [asking, setAsking] = useState<Asking | null>(null);
  const actions = actionsFor(job);
  const close = () => setAsking(null);
  return (
    <>
      {job.status === 'RUNNING' && <TrainingButtons job={job} />}
      {isFinished(job) && <DownloadNewest job={job} />}
      {actions.cancel && (
        <Button onClick={() => setAsking('cancel')}>
          <Ban aria-hidden />
          Cancel
        </Button>
      )}
      {actions.edit && (
        <Link to="/jobs/$id/edit" params={{ id: job.id }} className={buttonClass()}>
          <PencilLine aria-hidden />
          Edit and resume
        </Link>
      )}
      {(actions.resume || job.status === 'FAILED') && (
        <Button variant="primary" onClick={() => setAsking('resume')}>
          <RotateCw aria-hidden />
          {job.status === 'FAILED' ? 'Try again' : 'Resume'}
        </Button>
      )}
      <Menu
        trigger={
          <IconButton label="More actions">
            <Ellipsis aria-hidden />
          </IconButton>
        }
      >
        <MenuItem asChild>
          <Link to="/jobs/new" search={{ from: job.id }}>
            <Copy aria-hidden />
            Duplicate
          </Link>
        </MenuItem>
        {actions.remove && (
          <>
            <MenuSeparator />
            <MenuItem danger onSelect={() => setAsking('delete')}>
              <Trash2 aria-hidden />
              Delete …
            </MenuItem>
          </>
        )}
      </Menu>
      <CancelDialog job={job} open={asking === 'cancel'} onClose={close} />
      <DeleteDialog job={job} open={asking === 'delete'} onClose={close} />
      {asking === 'resume' && <ResumeDialog job={job} onClose={close} />}
    </>
  );
}

function TrainingButtons({ job }: { readonly job: Job }) {
  const save = useSaveNow();
  const sample = useSampleNow();
  return (
    <>
      <Button busy={sample.isPending} onClick={() => sample.mutate(job)}>
        <ImagePlus aria-hidden />
        Sample now
      </Button>
      <Button busy={save.isPending} onClick={() => save.mutate(job)}>
        <Save aria-hidden />
        Save now
      </Button>
    </>
  );
}

interface AskProps {
  readonly job: Job;
  readonly open: boolean;
  readonly onClose: () => void;
}

function CancelDialog({ job, open, onClose }: AskProps) {
  const cancel = useCancelJob();
  return (
    <ConfirmDialog
      open={open}
      onOpenChange={onClose}
      title={`Cancel ${job.name}?`}
      confirmLabel="Cancel job"
      cancelLabel="Keep it"
      danger
      busy={cancel.isPending}
      onConfirm={() => cancel.mutate(job, { onSettled: onClose })}
    >
      {job.status === 'IN_QUEUE'
        ? 'It leaves the queue. It can be resumed later and then waits anew.'
        : 'Steps since the last checkpoint are lost; to keep them, save now and cancel then. Checkpoints and samples stay, and the job can be resumed from the last checkpoint.'}
    </ConfirmDialog>
  );
}

function DeleteDialog({ job, open, onClose }: AskProps) {
  const remove = useDeleteJob();
  const navigate = useNavigate();
  return (
    <ConfirmDialog
      open={open}
      onOpenChange={onClose}
      title={`Delete ${job.name}?`}
      confirmLabel="Delete job"
      danger
      busy={remove.isPending}
      onConfirm={() =>
        remove.mutate(job, { onSuccess: () => void navigate({ to: '/jobs' }), onError: onClose })
      }
    >
      Its checkpoints, samples, log and curves are deleted with it. Datasets stay. This cannot be undone.
    </ConfirmDialog>
  );
}
