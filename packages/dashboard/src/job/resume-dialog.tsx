import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useApi } from '../api/api-context.ts';
import type { Job } from '../api/types.ts';
import { useResumeJob } from '../jobs/job-actions.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { ErrorState } from '../ui/error-state.tsx';
import { Field } from '../ui/field.tsx';
import { Select } from '../ui/select.tsx';
import { Skeleton } from '../ui/skeleton.tsx';
import { showFailure } from '../ui/toasts.tsx';
import { statusKey, useJobResult } from './job-query.ts';
import { type ResumeOutlook, resumeChoices, resumeLoss } from './resume-choices.ts';

/** Asks from where a job is to go on, and says what that loses. */
export function ResumeDialog({ job, onClose }: { readonly job: Job; readonly onClose: () => void }) {
  const result = useJobResult(job, 'live');
  // Here and not in the form, which goes as soon as the job is in the queue.
  const { resume, isPending } = useResume(job);
  const outlook = result.data?.resume ?? null;
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={`Resume ${job.name}`}
      description="It goes into the queue again and trains on from a checkpoint, with its config as it is now."
    >
      {result.isError && outlook === null && (
        <ErrorState
          title="The checkpoints could not be loaded."
          error={result.error}
          onRetry={() => void result.refetch()}
        />
      )}
      {!result.isError && outlook === null && <Skeleton className="h-24 w-full" />}
      {outlook !== null && (
        <ResumeForm
          job={job}
          outlook={outlook}
          isPending={isPending}
          onResume={(fromStep) => resume(fromStep, onClose)}
          onClose={onClose}
        />
      )}
    </Dialog>
  );
}

interface ResumeFormProps {
  readonly job: Job;
  readonly outlook: ResumeOutlook;
  readonly isPending: boolean;
  /** Null leaves the choice of the checkpoint to the server. */
  readonly onResume: (fromStep: number | null) => void;
  readonly onClose: () => void;
}

function ResumeForm({ job, outlook, isPending, onResume, onClose }: ResumeFormProps) {
  const [chosen, setChosen] = useState<number>(outlook.from_step);
  const loss = resumeLoss(job.progress.current_step, chosen);
  const problem = chosen === outlook.from_step ? outlook.problem : null;
  return (
    <div className="flex flex-col gap-4">
      <Field label="Go on from" hint={loss}>
        {(control) => (
          <Select
            id={control.id}
            aria-describedby={control['aria-describedby']}
            value={String(chosen)}
            options={resumeChoices(outlook)}
            onChange={(value) => setChosen(Number(value))}
          />
        )}
      </Field>
      {problem !== null && (
        <p role="alert" className="rounded-lg bg-warning-soft p-3 text-warning wrap-anywhere">
          {problem}
        </p>
      )}
      <div className="flex flex-wrap justify-end gap-2">
        <Button onClick={onClose}>Not now</Button>
        <Button
          variant="primary"
          busy={isPending}
          // The server chooses by itself, and skips a damaged one, where nothing else was chosen.
          onClick={() => onResume(chosen === outlook.from_step ? null : chosen)}
        >
          Resume
        </Button>
      </div>
    </div>
  );
}

/** Resumes; a failed job first gets its own config again, which is what makes it resumable. */
function useResume(job: Job) {
  const { client } = useApi();
  const queryClient = useQueryClient();
  const again = useResumeJob();
  const [isPreparing, setPreparing] = useState(false);
  const resume = async (fromStep: number | null, onDone: () => void) => {
    if (job.status === 'FAILED') {
      setPreparing(true);
      try {
        await submitSameConfig();
      } catch (error) {
        showFailure(`${job.name} was not resumed.`, error);
        return;
      } finally {
        setPreparing(false);
      }
    }
    again.mutate({ ...job, fromStep }, { onSuccess: onDone });
  };
  const submitSameConfig = async () => {
    const params = { job_id: job.id };
    const { config_file, config_file_format } = await client.getJobConfig({ params });
    const edited = await client.editJob({ params, body: { config_file, config_file_format } });
    queryClient.setQueryData(statusKey(job.id), edited);
  };
  return {
    resume: (fromStep: number | null, onDone: () => void) => void resume(fromStep, onDone),
    isPending: isPreparing || again.isPending,
  };
}
