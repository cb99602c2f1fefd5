import { Download, Package } from 'lucide-react';
import type { Job } from '../api/types.ts';
import { formatBytes } from '../format/bytes.ts';
import { buttonClass } from '../ui/button.tsx';
import { Card } from '../ui/card.tsx';
import { CopyButton } from '../ui/copy-button.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { Table, Td, Th, Tr } from '../ui/table.tsx';
import type { KeptResult } from './kept-links.ts';

type Checkpoint = KeptResult['artifacts']['checkpoints'][number];

/** The checkpoints of a job, the newest first. */
export function CheckpointsTab({ job, result }: { readonly job: Job; readonly result: KeptResult }) {
  const checkpoints = [...result.artifacts.checkpoints].reverse();
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
                <span className="sr-only">Download</span>
              </Th>
            </tr>
          </thead>
          <tbody className="max-md:block">
            {checkpoints.map((checkpoint) => (
              <CheckpointRow key={checkpoint.filename} checkpoint={checkpoint} />
            ))}
          </tbody>
        </Table>
      )}
    </Card>
  );
}

function CheckpointRow({ checkpoint }: { readonly checkpoint: Checkpoint }) {
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
      <Td className="pr-3 text-right max-md:order-2">
        <a href={path} download={filename} className={buttonClass('secondary', 'sm')}>
          <Download aria-hidden />
          Download<span className="sr-only"> {filename}</span>
        </a>
      </Td>
    </Tr>
  );
}
