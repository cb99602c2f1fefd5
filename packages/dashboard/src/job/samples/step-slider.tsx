import { Slider } from 'radix-ui';

export interface StepSliderProps {
  /** In ascending order, at least one. */
  readonly steps: readonly number[];
  readonly step: number;
  readonly label: string;
  readonly onChange: (step: number) => void;
}

/** Chooses one of the steps that have samples. */
export function StepSlider({ steps, step, label, onChange }: StepSliderProps) {
  const place = Math.max(0, steps.indexOf(step));
  return (
    <div className="flex min-w-0 flex-1 items-center gap-3">
      <span className="text-[0.8125rem] font-medium whitespace-nowrap">
        {label} <span className="inline-block min-w-12">{step.toLocaleString('en')}</span>
      </span>
      <Slider.Root
        value={[place]}
        min={0}
        max={Math.max(1, steps.length - 1)}
        disabled={steps.length < 2}
        onValueChange={([chosen = 0]) => onChange(steps[chosen] ?? step)}
        className="relative flex h-8 min-w-24 flex-1 touch-none items-center select-none"
      >
        <Slider.Track className="relative h-1 grow rounded-full bg-line-strong">
          <Slider.Range className="absolute h-full rounded-full bg-accent" />
        </Slider.Track>
        <Slider.Thumb
          aria-label={label}
          aria-valuetext={`Step ${step}`}
          className="block size-4 rounded-full border-2 border-accent bg-surface shadow-sm"
        />
      </Slider.Root>
    </div>
  );
}
