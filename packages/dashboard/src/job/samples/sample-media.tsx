import { clsx } from 'clsx';
import { AudioLines, ImageOff, Play } from 'lucide-react';
import { useState } from 'react';
import { fileNameOf } from '../kept-links.ts';
import type { Sample } from './sample-grid.ts';
import { sampleKindOf } from './sample-kind.ts';

export interface SampleMediaProps {
  readonly sample: Sample;
  /** Full size, with the controls of a video. */
  readonly large?: boolean;
  readonly className?: string;
  /** Called where it could not be loaded: its link may have grown too old. */
  readonly onFailed: () => void;
}

/** A sample as picture, video or sound, loaded when it comes into view. */
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
  const kind = sampleKindOf(fileNameOf(sample.path));
  if (kind === 'sound') {
    return large ? (
      // biome-ignore lint/a11y/useMediaCaption: Nobody knows what a trainer made; its prompt stands beside it.
      <audio
        src={sample.path}
        aria-label={words}
        controls
        autoPlay
        onError={fail}
        className="w-full max-w-xl"
      />
    ) : (
      <span className={clsx('flex items-center justify-center bg-sunken text-muted', className)}>
        <AudioLines className="size-8" aria-hidden />
        <span className="sr-only">{words}, a sound</span>
      </span>
    );
  }
  if (kind === 'video') {
    const video = (
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
    if (large) return video;
    return (
      <span className="relative block">
        {video}
        <Play
          className="pointer-events-none absolute right-1.5 bottom-1.5 size-5 rounded-full bg-black/60 fill-white p-1 text-white"
          aria-hidden
        />
      </span>
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
