import { ImageOff } from 'lucide-react';
import type { Item } from './items-query.ts';

/** An item made small: its thumbnail, or the first picture of a video as the browser shows it. */
export function ItemPicture({ item }: { readonly item: Item }) {
  if (item.kind === 'video') {
    return (
      <video
        src={`${item.file_url}#t=0.1`}
        preload="metadata"
        muted
        playsInline
        className="size-full object-contain"
        aria-label={item.filename}
      />
    );
  }
  if (item.thumbnail_url === null || item.width === null) {
    return (
      <span className="flex size-full items-center justify-center text-faint" title="Not looked into yet">
        <ImageOff className="size-6" aria-hidden />
      </span>
    );
  }
  return (
    <img
      src={item.thumbnail_url}
      alt={item.caption?.text || item.filename}
      loading="lazy"
      decoding="async"
      className="size-full object-contain"
    />
  );
}
