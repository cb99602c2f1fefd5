import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useApi } from '../api/api-context.ts';
import type { Job } from '../api/types.ts';
import { followDownload } from '../archive/save-file.ts';
import { useZipDownload } from '../archive/use-zip-download.ts';
import { zipLimitBytes } from '../archive/zip.ts';
import { showFailure, showToast } from '../ui/toasts.tsx';
import { archiveName, newestCheckpoint } from './newest-checkpoint.ts';

/**
 * Downloads the newest checkpoint of a job: a file as it is, several of one checkpoint as a ZIP. What is too large
 * for one is left to the list of checkpoints.
 */
export function useNewestDownload({ id, name }: Pick<Job, 'id' | 'name'>): {
  readonly busy: boolean;
  readonly start: () => Promise<void>;
} {
  const { client } = useApi();
  const navigate = useNavigate();
  const zip = useZipDownload();
  const [isAsking, setIsAsking] = useState(false);

  const start = async () => {
    setIsAsking(true);
    try {
      const { artifacts } = await client.getJobResult({ params: { job_id: id } });
      const files = newestCheckpoint(artifacts.checkpoints);
      const [first, second] = files;
      const sizeBytes = files.reduce((sum, file) => sum + file.size_bytes, 0);
      if (first === undefined) showToast({ tone: 'danger', title: `${name} has no checkpoint.` });
      else if (second === undefined) followDownload(first.path, first.filename);
      else if (sizeBytes > zipLimitBytes) {
        await navigate({ to: '/jobs/$id', params: { id }, search: { tab: 'checkpoints' } });
      } else {
        const list = async () =>
          files.map(({ filename, path }) => ({ name: filename, content: { url: path } }));
        await zip.start(archiveName(files), list);
      }
    } catch (error) {
      showFailure('The checkpoint was not downloaded.', error);
    } finally {
      setIsAsking(false);
    }
  };
  return { busy: isAsking || zip.progress !== null, start };
}
