import { CirclePause } from 'lucide-react';
import { RelativeTime } from '../ui/relative-time.tsx';
import type { Pause } from './pause-words.ts';
import { ResumeButton } from './resume-button.tsx';

/** Says that nothing is started, on one machine or anywhere: by whom, since when and why. */
export function PauseBanner({ pause, canResume }: { readonly pause: Pause; readonly canResume: boolean }) {
  const what = pause.node === null ? 'The queue' : `The machine ${pause.node}`;
  return (
    <section
      aria-label={`${what} is paused`}
      className="mb-5 flex flex-wrap items-center gap-x-4 gap-y-2 rounded-xl bg-warning-soft px-4 py-3 text-warning"
    >
      <CirclePause className="size-5 shrink-0" aria-hidden />
      <div className="min-w-0 flex-1 basis-56 wrap-anywhere">
        <p className="font-semibold">{what} is paused</p>
        <p>
          By {pause.paused_by}, <RelativeTime at={pause.paused_at} />
          {pause.reason === null ? '.' : `: ${pause.reason}`}
        </p>
        <p>What runs goes on; what waits is started once an administrator resumes it.</p>
      </div>
      {canResume && <ResumeButton pause={pause} what={what} />}
    </section>
  );
}
