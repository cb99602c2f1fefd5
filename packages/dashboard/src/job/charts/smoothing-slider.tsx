import { Slider } from 'radix-ui';

export interface SmoothingSliderProps {
  /** 0 to 100. */
  readonly value: number;
  readonly onChange: (value: number) => void;
}

/** How much the loss is smoothed. */
export function SmoothingSlider({ value, onChange }: SmoothingSliderProps) {
  return (
    <span className="inline-flex items-center gap-2">
      <span className="text-xs text-muted">Smoothing</span>
      <Slider.Root
        value={[value]}
        min={0}
        max={100}
        onValueChange={([next = 0]) => onChange(next)}
        className="relative flex h-7 w-24 touch-none items-center select-none"
      >
        <Slider.Track className="relative h-1 grow rounded-full bg-line-strong">
          <Slider.Range className="absolute h-full rounded-full bg-accent" />
        </Slider.Track>
        <Slider.Thumb
          aria-label="Smoothing"
          className="block size-4 rounded-full border-2 border-accent bg-surface shadow-sm"
        />
      </Slider.Root>
    </span>
  );
}
