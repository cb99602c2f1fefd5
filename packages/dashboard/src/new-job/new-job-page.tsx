import { useNavigate, useSearch } from '@tanstack/react-router';
import { setValue } from '@trainyard/core/preflight';
import { useEffect } from 'react';
import { BackLink } from '../ui/back-link.tsx';
import { ErrorState } from '../ui/error-state.tsx';
import { PageHeader } from '../ui/page-header.tsx';
import { Skeleton } from '../ui/skeleton.tsx';
import { showFailure, showToast } from '../ui/toasts.tsx';
import type { Draft } from './draft.ts';
import { draftOf } from './draft-of.ts';
import { nameOf } from './name-of.ts';
import { useJobConfig } from './new-job-query.ts';
import { StartPanel } from './start/start-panel.tsx';
import { nextName } from './start/start-text.ts';
import { StartOver } from './start-over.tsx';
import { useSubmitJob } from './submit-job.ts';
import { useDraft } from './use-draft.ts';
import { Workbench } from './workbench.tsx';

/** Writes a config, from a choice of model and dataset or as a copy of another job's, and submits it. */
export function NewJobPage() {
  const { from } = useSearch({ from: '/app/jobs/new' });
  return from === undefined ? <NewJob key="new" /> : <CopiedJob key={from} from={from} />;
}

function NewJob() {
  const [draft, setDraft, forgetDraft] = useDraft('new');
  return (
    <>
      <PageHeader
        title="New job"
        {...(draft === null
          ? { description: 'Choose a model and what to train it on; you can change everything afterwards.' }
          : { actions: <StartOver onConfirm={() => setDraft(null)} /> })}
      />
      {draft === null ? (
        <StartPanel onReady={setDraft} />
      ) : (
        <SubmitWorkbench draft={draft} onChange={setDraft} onSubmitted={forgetDraft} />
      )}
    </>
  );
}

function CopiedJob({ from }: { readonly from: string }) {
  const [draft, setDraft, forgetDraft] = useDraft(`copy ${from}`);
  const config = useJobConfig(from);
  const original = config.data;
  useEffect(() => {
    if (draft !== null || original === undefined) return;
    const name = nameOf(original.config_file);
    const renamed = name === null ? null : setValue(original.config_file, ['config', 'name'], nextName(name));
    setDraft(draftOf(original, renamed ?? original.config_file));
  }, [draft, original, setDraft]);
  return (
    <>
      <PageHeader
        title="Duplicate job"
        back={
          <BackLink to="/jobs/$id" params={{ id: from }}>
            The job it is copied from
          </BackLink>
        }
        {...(draft === null ? {} : { actions: <StartOver onConfirm={() => setDraft(null)} /> })}
      />
      {draft !== null ? (
        <SubmitWorkbench draft={draft} onChange={setDraft} onSubmitted={forgetDraft} />
      ) : config.isError ? (
        <ErrorState
          title="The config of that job could not be loaded."
          error={config.error}
          onRetry={() => void config.refetch()}
        />
      ) : (
        <Skeleton className="h-96 rounded-xl" />
      )}
    </>
  );
}

interface SubmitWorkbenchProps {
  readonly draft: Draft;
  readonly onChange: (draft: Draft) => void;
  readonly onSubmitted: () => void;
}

function SubmitWorkbench({ draft, onChange, onSubmitted }: SubmitWorkbenchProps) {
  const submit = useSubmitJob();
  const navigate = useNavigate();
  const send = () =>
    submit.mutate(draft, {
      onSuccess: (job) => {
        showToast({ title: `${job.name} is submitted.` });
        onSubmitted();
        void navigate({ to: '/jobs/$id', params: { id: job.id } });
      },
      onError: (error) => showFailure('The job was not submitted.', error),
    });
  return (
    <Workbench
      draft={draft}
      onChange={onChange}
      lockedName={null}
      submitLabel="Submit job"
      isBusy={submit.isPending}
      refusal={submit.isError ? { draft: submit.variables, error: submit.error } : null}
      onSubmit={send}
    />
  );
}
