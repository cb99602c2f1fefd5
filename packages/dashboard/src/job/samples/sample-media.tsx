import { fileKindOf } from '@trainyard/core/client';
import { clsx } from 'clsx';
import { ImageOff } from 'lucide-react';
import { useState } from 'react';
import { fileNameOf } from '../kept-links.ts';
import type { Sample } from './sample-grid.ts';

export interface SampleMediaProps {
  readonly sample: Sample;
  /** Full size, with the controls of a video. */
  readonly large?: boolean;
  readonly className?: string;
  /** Called where it could not be loaded: its link may have grown too old. */
  readonly onFailed: () => void;
}

/** A sample as picture or video, loaded when it comes into view. */
export function SampleMedia({ sample, large = false, className, onFailed }: SampleMediaProps) {
  const [failedPath, setFailedPath] = useState<string | null>(null);
  const words = `Step ${sample.step}: ${sample.prompt}`;
  const fail = () => {
    setFailedPath(sample.path);
    onFailed();
  };
  if (failedPath === sample.path) {
    return (
      <span className={clsx('flex items-center justify-center bg-sunken text-faint', className)}>
        <ImageOff className="size-5" aria-hidden />
        <span className="sr-only">{words}, which could not be loaded</span>
      </span>
    );
  }
  if (fileKindOf(fileNameOf(sample.path)) === 'video') {
    return (
      <video
        src={sample.path}
        aria-label={words}
        className={clsx('bg-sunken object-contain', className)}
        preload={large ? 'auto' : 'metadata'}
        controls={large}
        autoPlay={large}
        muted
        loop
        playsInline
        onError={fail}
        {...(large ? {} : playedWhenPointedAt)}
      />
    );
  }
  return (
    <img
      src={sample.path}
      alt={words}
      loading={large ? 'eager' : 'lazy'}
      decoding="async"
      onError={fail}
      className={clsx('bg-sunken object-contain', className)}
    />
  );
}

const playedWhenPointedAt = {
  onMouseEnter: (event: React.MouseEvent<HTMLVideoElement>) => void event.currentTarget.play().catch(ignore),
  onMouseLeave: (event: React.MouseEvent<HTMLVideoElement>) => event.currentTarget.pause(),
};

/** A pause that comes before the first frame is no failure. */
function ignore(): void {}
