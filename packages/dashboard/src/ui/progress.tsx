import { clsx } from 'clsx';
import type { Tone } from './badge.tsx';

const fills: Readonly<Record<Tone, string>> = {
  neutral: 'bg-control',
  accent: 'bg-accent',
  success: 'bg-success-mark',
  warning: 'bg-warning-mark',
  danger: 'bg-danger-mark',
};

export interface ProgressProps {
  /** 0 to 100. */
  readonly percent: number;
  /** What is progressing, for screen readers. */
  readonly label: string;
  readonly tone?: Tone;
  readonly className?: string;
}

/** A bar that fills from the left. */
export function Progress({ percent, label, tone = 'accent', className }: ProgressProps) {
  const shown = Math.min(100, Math.max(0, percent));
  return (
    <div
      role="progressbar"
      aria-label={label}
      aria-valuenow={Math.round(shown)}
      aria-valuemin={0}
      aria-valuemax={100}
      className={clsx('h-1.5 overflow-hidden rounded-full bg-line', className)}
    >
      <div
        // Moved, not resized: what only moves costs the page no layout, however often it is told.
        className={clsx('h-full rounded-full transition-transform duration-500', fills[tone])}
        style={{ transform: `translateX(${shown - 100}%)` }}
      />
    </div>
  );
}
