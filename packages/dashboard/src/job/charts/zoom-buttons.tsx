import { Maximize2, ZoomIn, ZoomOut } from 'lucide-react';
import { IconButton } from '../../ui/icon-button.tsx';
import type { Stretch } from './chart-props.ts';

export interface ZoomButtonsProps {
  /** The first and the last of the x axis. */
  readonly bounds: Stretch;
  readonly stretch: Stretch | null;
  readonly onStretch: (stretch: Stretch | null) => void;
}

/** Zooming without a pointer. */
export function ZoomButtons({ bounds, stretch, onStretch }: ZoomButtonsProps) {
  const { from, to } = stretch ?? bounds;
  const zoom = (factor: number) => {
    const middle = (from + to) / 2;
    const half = ((to - from) / 2) * factor;
    const next = { from: Math.max(bounds.from, middle - half), to: Math.min(bounds.to, middle + half) };
    const isAll = next.from <= bounds.from && next.to >= bounds.to;
    onStretch(isAll ? null : next);
  };
  return (
    <span className="inline-flex">
      <IconButton label="Zoom in" onClick={() => zoom(0.5)} disabled={to - from < 2}>
        <ZoomIn aria-hidden />
      </IconButton>
      <IconButton label="Zoom out" onClick={() => zoom(2)} disabled={stretch === null}>
        <ZoomOut aria-hidden />
      </IconButton>
      <IconButton label="Show all steps" onClick={() => onStretch(null)} disabled={stretch === null}>
        <Maximize2 aria-hidden />
      </IconButton>
    </span>
  );
}
