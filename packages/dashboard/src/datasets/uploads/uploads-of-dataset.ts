import { useQueryClient } from '@tanstack/react-query';
import { useMemo } from 'react';
import { describeFailure } from '../../api/failure.ts';
import { queryKeys } from '../../api/query-keys.ts';
import type { ChosenFile } from './chosen-file.ts';
import { planUploads } from './plan-uploads.ts';
import { createCaptionSender, isShortCaption, readCaption } from './send-caption.ts';
import { sendFile, uploadApi } from './send-file.ts';
import { createUploadList, type UploadList } from './upload-list.ts';

const concurrency = 5;
/** Two calls of them, so that one is gathered while the other is under way. */
const gatheredCaptions = 200;
const retryDelaysMs = [1_000, 3_000, 8_000];

/** Uploads by dataset: they outlive the page that began them. */
const lists = new Map<string, UploadList<File>>();

/** Closing the window would cut off uploads; the browser asks first while there are some. */
window.addEventListener('beforeunload', (event) => {
  if ([...lists.values()].some((list) => list.snapshot().isActive)) event.preventDefault();
});

/** The uploads into a dataset, and how to begin more. */
export function useUploads(datasetId: string) {
  const queryClient = useQueryClient();
  const list = useMemo(() => {
    const known = lists.get(datasetId);
    if (known !== undefined) return known;
    const captions = createCaptionSender(uploadApi(), datasetId);
    const created = createUploadList<File>({
      async send({ filename, source }, options) {
        const file = { filename, sizeBytes: source.size };
        const text = isShortCaption(file) ? await readCaption(source) : null;
        if (text === null) await sendFile(datasetId, source, filename, options);
        else await captions.send(filename, text, options.signal);
      },
      describe: (error) => {
        const { message, advice, canRetry, retryAfterSeconds } = describeFailure(error);
        const reason = [message, advice].filter((part) => part !== null).join(' ');
        return { reason, canRetry, retryAfterMs: (retryAfterSeconds ?? 0) * 1000 };
      },
      onIdle: () => void queryClient.invalidateQueries({ queryKey: queryKeys.datasets }),
      retryDelaysMs,
      concurrency,
      gathered: { takes: isShortCaption, concurrency: gatheredCaptions },
    });
    lists.set(datasetId, created);
    return created;
  }, [datasetId, queryClient]);
  return {
    list,
    /** Sends what can be sent, and lists with its reason what cannot. */
    begin(files: readonly ChosenFile[]): { readonly ignored: number } {
      const { accepted, refused, ignored } = planUploads(files);
      list.refuse(refused);
      list.add(
        accepted.map(({ source, filename }) => ({
          filename,
          sizeBytes: source.file.size,
          source: source.file,
        })),
      );
      return { ignored };
    },
  };
}
