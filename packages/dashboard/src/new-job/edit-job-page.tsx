import { Link, useNavigate, useParams } from '@tanstack/react-router';
import { isEnded } from '@trainyard/core/client';
import { useEffect, useState } from 'react';
import type { Answer, Job } from '../api/types.ts';
import { useResumeJob } from '../jobs/job-actions.ts';
import { actionsFor } from '../jobs/job-state.ts';
import { BackLink } from '../ui/back-link.tsx';
import { Button } from '../ui/button.tsx';
import { Card } from '../ui/card.tsx';
import { ConfirmDialog } from '../ui/confirm-dialog.tsx';
import { ErrorState } from '../ui/error-state.tsx';
import { PageHeader } from '../ui/page-header.tsx';
import { Skeleton } from '../ui/skeleton.tsx';
import { showFailure, showToast } from '../ui/toasts.tsx';
import { draftOf, isSameDraft } from './draft-of.ts';
import { useEditedJob, useJobConfig } from './new-job-query.ts';
import { useEditJob } from './submit-job.ts';
import { useDraft } from './use-draft.ts';
import { Workbench } from './workbench.tsx';

const asDraft = (config: Answer<'getJobConfig'>) => draftOf(config, config.config_file);

/** Changes the config of a job that is not active, and offers to go on with it. */
export function EditJobPage() {
  const { id } = useParams({ from: '/app/jobs/$id/edit' });
  const job = useEditedJob(id);
  return (
    <>
      <PageHeader
        title={job.data === undefined ? 'Edit job' : `Edit ${job.data.name}`}
        back={
          <BackLink to="/jobs/$id" params={{ id }}>
            {job.data?.name ?? 'Job'}
          </BackLink>
        }
      />
      {job.data !== undefined ? (
        isEnded(job.data.status) ? (
          <EditJob key={id} job={job.data} />
        ) : (
          <StillActive job={job.data} />
        )
      ) : job.isError ? (
        <ErrorState
          title="The job could not be loaded."
          error={job.error}
          onRetry={() => void job.refetch()}
        />
      ) : (
        <Skeleton className="h-96 rounded-xl" />
      )}
    </>
  );
}

function StillActive({ job }: { readonly job: Job }) {
  return (
    <Card>
      <p className="font-medium">{job.name} is still at work</p>
      <p className="mt-1 text-muted">
        A job can be edited once it has stopped. Cancel it first, or duplicate it and change the copy.
      </p>
      <div className="mt-4 flex gap-4">
        <Link
          to="/jobs/$id"
          params={{ id: job.id }}
          className="text-accent-text underline underline-offset-3"
        >
          Go to the job
        </Link>
        <Link
          to="/jobs/new"
          search={{ from: job.id }}
          className="text-accent-text underline underline-offset-3"
        >
          Duplicate it
        </Link>
      </div>
    </Card>
  );
}

function EditJob({ job }: { readonly job: Job }) {
  const [draft, setDraft, forgetDraft] = useDraft(`edit ${job.id}`);
  const config = useJobConfig(job.id);
  const original = config.data;
  const edit = useEditJob(job.id);
  const resume = useResumeJob();
  const navigate = useNavigate();
  const [edited, setEdited] = useState<Job | null>(null);
  useEffect(() => {
    if (draft !== null || original === undefined || edited !== null) return;
    setDraft(asDraft(original));
  }, [draft, original, edited, setDraft]);

  const leave = () => {
    forgetDraft();
    void navigate({ to: '/jobs/$id', params: { id: job.id } });
  };
  if (draft === null) {
    return config.isError ? (
      <ErrorState
        title="The config of the job could not be loaded."
        error={config.error}
        onRetry={() => void config.refetch()}
      />
    ) : (
      <Skeleton className="h-96 rounded-xl" />
    );
  }
  const isChanged = original === undefined || !isSameDraft(draft, asDraft(original));
  const send = () =>
    edit.mutate(draft, {
      onSuccess: (changed) => {
        showToast({ title: `${changed.name} has its new config.` });
        if (actionsFor(changed).resume) setEdited(changed);
        else leave();
      },
      onError: (error) => showFailure('The config was not changed.', error),
    });
  return (
    <>
      {isChanged && original !== undefined && (
        <div className="mb-4 flex flex-wrap items-center justify-between gap-2 rounded-lg bg-accent-soft px-4 py-2 text-accent-text">
          <p>Your changes are kept in this tab until you save or discard them.</p>
          <Button size="sm" onClick={() => setDraft(null)}>
            Discard changes
          </Button>
        </div>
      )}
      <Workbench
        draft={draft}
        onChange={setDraft}
        lockedName={job.name}
        submitLabel="Save config"
        isBusy={edit.isPending}
        refusal={edit.isError ? { draft: edit.variables, error: edit.error } : null}
        onSubmit={send}
      />
      <ConfirmDialog
        open={edited !== null}
        onOpenChange={(open) => {
          if (!open) leave();
        }}
        title={`Resume ${job.name} now?`}
        confirmLabel="Resume now"
        cancelLabel="Later"
        busy={resume.isPending}
        onConfirm={() => {
          // The page may be gone before the answer: a job that is active again cannot be edited.
          if (edited !== null)
            void resume
              .mutateAsync(edited)
              .catch(() => undefined)
              .finally(leave);
        }}
      >
        The config is saved. Training goes on from the last checkpoint with it.
      </ConfirmDialog>
    </>
  );
}
