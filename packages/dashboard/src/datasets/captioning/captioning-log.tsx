import { isEnded } from '@trainyard/core/client';
import { useEffect, useState } from 'react';
import { useApi } from '../../api/api-context.ts';
import { describeFailure } from '../../api/failure.ts';
import { plainText } from '../../job/log/ansi.ts';
import { Dialog } from '../../ui/dialog.tsx';
import type { Captioning } from './captionings-query.ts';

const everyMs = 1_500;
/** Of a longer log its end is shown; the command line prints all of it. */
const mostLines = 2_000;

/** The log of a captioning, which grows while it is looked at. */
export function CaptioningLog({
  captioning,
  onClose,
}: {
  readonly captioning: Captioning;
  readonly onClose: () => void;
}) {
  const { lines, failure } = useLines(captioning);
  return (
    <Dialog
      open
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
      width="xl"
      title="Log of the captioning"
      description={captioning.model}
    >
      {failure !== null && <p className="mb-2 text-danger">{failure}</p>}
      {lines.length === 0 ? (
        <p className="text-muted">Nothing was logged yet.</p>
      ) : (
        <pre
          // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
          tabIndex={0}
          className="max-h-[60vh] overflow-auto rounded-lg bg-sunken p-3 text-xs whitespace-pre-wrap wrap-anywhere"
        >
          {lines.join('\n')}
        </pre>
      )}
    </Dialog>
  );
}

function useLines({ id, status }: Captioning): {
  readonly lines: readonly string[];
  readonly failure: string | null;
} {
  const { client } = useApi();
  const [text, setText] = useState('');
  const [failure, setFailure] = useState<string | null>(null);
  const ended = isEnded(status);
  useEffect(() => {
    const abort = new AbortController();
    let timer: ReturnType<typeof setTimeout> | null = null;
    let read = '';
    let offset = 0;
    const look = async () => {
      let isComplete = false;
      try {
        for (;;) {
          const call = { params: { captioning_id: id }, query: { offset }, signal: abort.signal };
          const page = await client.getCaptioningLogs(call);
          isComplete = page.complete;
          if (page.text === '') break;
          offset = page.next_offset;
          read = read.concat(page.text).split('\n').slice(-mostLines).join('\n');
        }
        setText(read);
        setFailure(null);
      } catch (error) {
        if (!abort.signal.aborted) setFailure(describeFailure(error).message);
      }
      if (!abort.signal.aborted && !(ended && isComplete)) timer = setTimeout(() => void look(), everyMs);
    };
    void look();
    return () => {
      abort.abort();
      if (timer !== null) clearTimeout(timer);
    };
  }, [client, id, ended]);
  return { lines: text === '' ? [] : text.trimEnd().split('\n').map(plainText), failure };
}
