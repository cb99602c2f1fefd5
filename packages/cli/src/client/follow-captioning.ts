import { type CallAnswer, type Client, type captioningRoutes, isEnded } from '@trainyard/core';
import type { Io } from '../io.ts';
import { createProgress } from '../progress.ts';
import { countOf } from '../quantities.ts';
import { withRetries } from './retry.ts';

export type Captioning = CallAnswer<typeof captioningRoutes.getCaptioning>;

/** A server that is started again is waited for. */
const patientDelaysMs = [500, 1000, 2000, 4000, 8000, 15_000, 30_000];
const pollMs = 1000;

/** Shows how far a captioning is until it has ended, and returns it. Rejects when interrupted; it then goes on. */
export async function followCaptioning(client: Client, id: string, io: Io): Promise<Captioning> {
  const progress = createProgress(io);
  const call = { params: { captioning_id: id }, signal: io.signal };
  try {
    for (;;) {
      const captioning = await withRetries(
        io,
        () => client.getCaptioning(call),
        (error) => progress.log(`${error.message} Trying again.`),
        patientDelaysMs,
      );
      const { done, total } = captioning.files;
      progress.update(done, total, standingOf(captioning));
      if (isEnded(captioning.status)) return captioning;
      await io.clock.sleep(pollMs, io.signal);
      io.signal.throwIfAborted();
    }
  } finally {
    progress.end();
  }
}

/** What came of a captioning, or how it stands, as lines for a person. */
export function describeCaptioning(captioning: Captioning): string {
  const { files, failures, error } = captioning;
  const told = failures.map(({ filename, message }) => `  ${filename}: ${message}`);
  const more = files.failed - told.length;
  return [
    `${standingOf(captioning)}.`,
    ...(error === null ? [] : [error.message]),
    ...told,
    ...(more > 0 ? [`  and ${more} more`] : []),
  ].join('\n');
}

function standingOf({
  outcome,
  status,
  queue_position,
  waiting_reason,
  dataset_name,
  files,
}: Captioning): string {
  const parts = [
    countOf(files.saved, 'caption'),
    ...(files.kept > 0 ? [`${files.kept} changed by somebody meanwhile and left alone`] : []),
    ...(files.failed > 0 ? [`${files.failed} failed`] : []),
    ...(files.left_out > 0 ? [`${countOf(files.left_out, 'file')} that this captioner does not read`] : []),
  ].join(', ');
  const progress = `${files.done} of ${countOf(files.total, 'file')}: ${parts}`;
  if (status === 'IN_QUEUE') {
    const why = waiting_reason === null ? '' : `: ${waiting_reason}`;
    return `waits${queue_position === null ? '' : ` at place ${queue_position}`}${why}`;
  }
  if (status === 'RUNNING') return progress;
  const ended = {
    finished: 'The dataset is captioned',
    canceled: 'The captioning was cancelled',
    failed: 'The captioning failed',
    lost: 'The captioning was lost',
  }[outcome ?? 'lost'];
  return `${ended}: "${dataset_name}", ${progress}`;
}
