import { FileVideo } from 'lucide-react';
import { useCallback, useState } from 'react';
import type { Item } from './items-query.ts';

/** The first picture of a video, as the browser shows it. */
export function VideoPoster({ item }: { readonly item: Item }) {
  const [isShowable, setShowable] = useState(true);
  const attach = useSource(`${item.file_url}#t=0.1`);
  if (!isShowable) {
    return (
      <span
        className="flex size-full items-center justify-center text-faint"
        title="Not shown by this browser"
      >
        <FileVideo className="size-6" aria-hidden />
      </span>
    );
  }
  return (
    <video
      ref={attach}
      preload="metadata"
      muted
      playsInline
      className="size-full object-contain"
      aria-label={item.filename}
      onError={() => setShowable(false)}
    />
  );
}

/** A video to be watched; says so where the browser knows no way to play it. */
export function VideoPlayer({ item }: { readonly item: Item }) {
  const [isPlayable, setPlayable] = useState(true);
  const attach = useSource(item.file_url);
  if (!isPlayable) {
    return (
      <p role="alert" className="max-w-80 p-6 text-center text-muted">
        This browser cannot play {item.filename}. Trainers may well read it: download it to watch it.
      </p>
    );
  }
  return (
    // biome-ignore lint/a11y/useMediaCaption: what people train on has no subtitles
    <video
      ref={attach}
      controls
      loop
      className="max-h-[65dvh] max-w-full"
      aria-label={item.filename}
      onError={() => setPlayable(false)}
    />
  );
}

/** Browsers have few players, and one that left the page keeps its own until memory is tidied: it is let go of. */
function useSource(url: string) {
  return useCallback(
    (video: HTMLVideoElement) => {
      video.src = url;
      return () => {
        video.removeAttribute('src');
        video.load();
      };
    },
    [url],
  );
}
