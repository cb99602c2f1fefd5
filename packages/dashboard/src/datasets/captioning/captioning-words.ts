import { isEnded } from '@trainyard/core/client';
import { formatRoughDuration } from '../../format/duration.ts';
import type { Tone } from '../../ui/badge.tsx';
import type { Captioning } from './captionings-query.ts';

/** A captioning in words. */
export interface CaptioningWords {
  readonly title: string;
  /** Counts, or what it waits for. */
  readonly detail: string;
  readonly tone: Tone;
  readonly active: boolean;
}

type Standing = Pick<
  Captioning,
  'status' | 'outcome' | 'phase' | 'files' | 'queue_position' | 'waiting_reason' | 'eta_seconds'
>;

const phases: Readonly<Record<string, string>> = {
  fetching: 'Fetching the files',
  loading: 'Loading the model',
};

const endings = {
  finished: ['Captioned', 'success'],
  canceled: ['Captioning was cancelled', 'neutral'],
  failed: ['Captioning failed', 'danger'],
  lost: ['Captioning was lost', 'danger'],
} as const;

/** Says how a captioning stands, or how it ended. */
export function describeCaptioning(captioning: Standing): CaptioningWords {
  const { status, files, outcome } = captioning;
  const counts = describeFiles(files);
  if (isEnded(status)) {
    const [title, tone] = endings[outcome ?? 'lost'];
    const isPartial = outcome === 'finished' && files.failed > 0;
    return { title, detail: counts, tone: isPartial ? 'warning' : tone, active: false };
  }
  if (status === 'IN_QUEUE') {
    const place = captioning.queue_position === null ? '' : `, place ${captioning.queue_position}`;
    const detail = captioning.waiting_reason ?? `Waits for a GPU${place}`;
    return { title: 'Captioning waits', detail, tone: 'accent', active: true };
  }
  const left =
    captioning.eta_seconds === null ? '' : ` · ${formatRoughDuration(captioning.eta_seconds * 1000)} left`;
  const detail = phases[captioning.phase ?? ''] ?? `${counts}${left}`;
  return { title: 'Captioning', detail, tone: 'accent', active: true };
}

function describeFiles({ done, total, saved, kept, failed, left_out }: Captioning['files']): string {
  const number = (value: number) => value.toLocaleString('en');
  return [
    `${number(done)} of ${number(total)} ${total === 1 ? 'file' : 'files'}`,
    `${number(saved)} ${saved === 1 ? 'caption' : 'captions'}`,
    ...(kept > 0 ? [`${number(kept)} left as somebody changed ${kept === 1 ? 'it' : 'them'}`] : []),
    ...(failed > 0 ? [`${number(failed)} failed`] : []),
    ...(left_out > 0 ? [`${number(left_out)} not read by this captioner`] : []),
  ].join(' · ');
}
