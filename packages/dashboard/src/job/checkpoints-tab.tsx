import { Download, Package, Trash2 } from 'lucide-react';
import { useState } from 'react';
import type { Job } from '../api/types.ts';
import { formatBytes } from '../format/bytes.ts';
import { buttonClass } from '../ui/button.tsx';
import { Card } from '../ui/card.tsx';
import { ConfirmDialog } from '../ui/confirm-dialog.tsx';
import { CopyButton } from '../ui/copy-button.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { IconButton } from '../ui/icon-button.tsx';
import { Table, Td, Th, Tr } from '../ui/table.tsx';
import { useDeleteCheckpoint } from './artifact-actions.ts';
import { checkpointDeletion } from './checkpoint-deletion.ts';
import { CheckpointFolderRows } from './checkpoint-folder-rows.tsx';
import { type CheckpointFile, groupCheckpoints } from './checkpoint-groups.ts';
import type { KeptResult } from './kept-links.ts';
import { OptimizerStates } from './optimizer-states.tsx';

interface MadeByJob {
  readonly job: Job;
  readonly result: KeptResult;
}

/** The checkpoints of a job, the newest first, and the optimizer states that are kept with them. */
export function CheckpointsTab({ job, result }: MadeByJob) {
  const [asking, setAsking] = useState<CheckpointFile | null>(null);
  const checkpoints = groupCheckpoints(result.artifacts.checkpoints).reverse();
  return (
    <Card flush>
      {checkpoints.length === 0 ? (
        <EmptyState icon={Package} title="No checkpoints yet">
          {job.status === 'RUNNING'
            ? 'They appear here as soon as the trainer saves one. Save now saves one at the next step.'
            : 'The config says in save.save_every after how many steps a checkpoint is saved.'}
        </EmptyState>
      ) : (
        <Table aria-label="Checkpoints" className="max-md:block">
          <thead className="max-md:sr-only">
            <tr>
              <Th>Step</Th>
              <Th>File</Th>
              <Th>Size</Th>
              <Th>SHA-256</Th>
              <Th>
                <span className="sr-only">Actions</span>
              </Th>
            </tr>
          </thead>
          <tbody className="max-md:block">
            {checkpoints.map(({ folder, files: [first, ...others], sizeBytes }) =>
              folder === null ? (
                <CheckpointRow key={first.filename} checkpoint={first} onDelete={() => setAsking(first)} />
              ) : (
                <CheckpointFolderRows
                  key={folder}
                  folder={folder}
                  files={[first, ...others]}
                  sizeBytes={sizeBytes}
                  onDelete={() => setAsking(first)}
                />
              ),
            )}
          </tbody>
        </Table>
      )}
      <OptimizerStates job={job} states={result.optimizer_states} />
      {asking !== null && (
        <DeleteDialog job={job} result={result} checkpoint={asking} onClose={() => setAsking(null)} />
      )}
    </Card>
  );
}

function CheckpointRow({
  checkpoint,
  onDelete,
}: {
  readonly checkpoint: CheckpointFile;
  readonly onDelete: () => void;
}) {
  const { step, filename, size_bytes: sizeBytes, sha256, path } = checkpoint;
  return (
    <Tr className="max-md:grid max-md:grid-cols-[minmax(0,1fr)_auto] max-md:items-center max-md:gap-x-3 max-md:gap-y-1 max-md:px-4 max-md:py-3 max-md:first:border-t-0 [&>td]:max-md:h-auto [&>td]:max-md:p-0">
      <Td className="font-medium whitespace-nowrap">
        <span className="md:hidden">Step </span>
        {step.toLocaleString('en')}
      </Td>
      <Td className="max-w-80 wrap-anywhere max-md:order-3 max-md:col-span-2 max-md:max-w-none">
        {filename}
      </Td>
      <Td className="whitespace-nowrap text-muted max-md:order-4">{formatBytes(sizeBytes)}</Td>
      <Td className="max-md:order-5">
        <span className="flex items-center gap-1">
          <code className="font-mono text-xs text-muted" title={sha256} data-sha256={sha256}>
            {sha256.slice(0, 12)}…
          </code>
          <CopyButton text={sha256} what={`SHA-256 of step ${step}`} />
        </span>
      </Td>
      <Td className="pr-3 max-md:order-2">
        <span className="flex items-center justify-end gap-1">
          <a href={path} download={filename} className={buttonClass('secondary', 'sm')}>
            <Download aria-hidden />
            Download<span className="sr-only"> {filename}</span>
          </a>
          <IconButton label={`Delete ${filename}`} onClick={onDelete} className="hover:text-danger">
            <Trash2 aria-hidden />
          </IconButton>
        </span>
      </Td>
    </Tr>
  );
}

function DeleteDialog({
  job,
  result,
  checkpoint,
  onClose,
}: MadeByJob & { readonly checkpoint: CheckpointFile; readonly onClose: () => void }) {
  const remove = useDeleteCheckpoint(job);
  const { filenames, sizeBytes, warning } = checkpointDeletion(result, checkpoint);
  return (
    <ConfirmDialog
      open
      onOpenChange={onClose}
      title={`Delete the checkpoint of step ${checkpoint.step.toLocaleString('en')}?`}
      confirmLabel="Delete checkpoint"
      danger
      busy={remove.isPending}
      onConfirm={() => remove.mutate(checkpoint.filename, { onSettled: onClose })}
    >
      <p>
        {filenames.join(' and ')}
        {filenames.length > 1 ? ' belong together and go together' : ' goes'}, {formatBytes(sizeBytes)} in
        all. This cannot be undone.
      </p>
      {warning !== null && (
        <p className="mt-3 rounded-lg bg-warning-soft px-3 py-2 text-warning">{warning}</p>
      )}
    </ConfirmDialog>
  );
}
