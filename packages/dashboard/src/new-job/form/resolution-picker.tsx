import { clsx } from 'clsx';

const usualSizes = [256, 512, 768, 1024, 1280, 1536] as const;

export interface ResolutionPickerProps {
  /** Sides in pixels; null where the config says nothing. */
  readonly sizes: readonly number[] | null;
  readonly onChange: (sizes: number[]) => void;
}

/** The sizes at which a dataset is trained; at least one. */
export function ResolutionPicker({ sizes, onChange }: ResolutionPickerProps) {
  const chosen = sizes ?? [512];
  const offered = [...new Set([...usualSizes, ...chosen])].sort((a, b) => a - b);
  const toggle = (size: number) => {
    const next = chosen.includes(size)
      ? chosen.filter((other) => other !== size)
      : [...chosen, size].sort((a, b) => a - b);
    if (next.length > 0) onChange(next);
  };
  return (
    <fieldset className="flex flex-col gap-1.5">
      <legend className="mb-1.5 text-[0.8125rem] font-medium">Resolutions</legend>
      <div className="flex flex-wrap gap-1.5">
        {offered.map((size) => (
          <button
            key={size}
            type="button"
            aria-pressed={chosen.includes(size)}
            onClick={() => toggle(size)}
            className={clsx(
              'h-7 rounded-md border px-2.5 text-[0.8125rem] transition-colors',
              chosen.includes(size)
                ? 'border-accent bg-accent-soft font-medium text-accent-text'
                : 'border-line-strong text-muted hover:bg-hover',
            )}
          >
            {size}
          </button>
        ))}
      </div>
    </fieldset>
  );
}
