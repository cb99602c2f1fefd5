import { Download } from 'lucide-react';
import type { Job } from '../api/types.ts';
import { Button } from '../ui/button.tsx';
import { IconButton } from '../ui/icon-button.tsx';
import { useNewestDownload } from './use-newest-download.ts';

export interface DownloadNewestProps {
  readonly job: Pick<Job, 'id' | 'name'>;
  /** Only the icon, for a row of a list. */
  readonly small?: boolean;
}

/** Downloads the newest checkpoint of a job. */
export function DownloadNewest({ job, small = false }: DownloadNewestProps) {
  const { busy, start } = useNewestDownload(job);
  if (small) {
    return (
      <IconButton
        label={`Download the newest checkpoint of ${job.name}`}
        disabled={busy}
        onClick={() => void start()}
      >
        <Download aria-hidden />
      </IconButton>
    );
  }
  return (
    <Button busy={busy} onClick={() => void start()} title="The newest checkpoint">
      {!busy && <Download aria-hidden />}
      Download
    </Button>
  );
}
