import { ImageOff } from 'lucide-react';
import { VideoPoster } from './item-video.tsx';
import type { Item } from './items-query.ts';

/** An item made small: its thumbnail, or the first picture of a video as the browser shows it. */
export function ItemPicture({ item }: { readonly item: Item }) {
  if (item.kind === 'video') return <VideoPoster item={item} />;
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
