import { clsx } from 'clsx';
import type { ReactNode } from 'react';

/** What a colour stands for. */
export type Tone = 'neutral' | 'accent' | 'success' | 'warning' | 'danger';

const tones: Readonly<Record<Tone, string>> = {
  neutral: 'bg-hover text-muted',
  accent: 'bg-accent-soft text-accent-text',
  success: 'bg-success-soft text-success',
  warning: 'bg-warning-soft text-warning',
  danger: 'bg-danger-soft text-danger',
};

const dots: Readonly<Record<Tone, string>> = {
  neutral: 'bg-control',
  accent: 'bg-accent',
  success: 'bg-success-mark',
  warning: 'bg-warning-mark',
  danger: 'bg-danger-mark',
};

export interface BadgeProps {
  readonly tone?: Tone;
  /** Puts a dot in front; `live` makes it pulse. */
  readonly dot?: boolean | 'live';
  readonly children: ReactNode;
}

/** A word or two on a coloured ground. */
export function Badge({ tone = 'neutral', dot = false, children }: BadgeProps) {
  return (
    <span
      className={clsx(
        'inline-flex h-5.5 items-center gap-1.5 rounded-full px-2 text-xs font-medium whitespace-nowrap',
        tones[tone],
      )}
    >
      {dot !== false && (
        <span
          className={clsx('size-1.5 rounded-full', dots[tone], dot === 'live' && 'animate-pulse')}
          aria-hidden
        />
      )}
      {children}
    </span>
  );
}
