import { useEffect, useEffectEvent } from 'react';
import { Select } from '../ui/select.tsx';
import type { GpuWish } from './draft.ts';
import { gpuChoices, type OfferedType, otherChoice } from './gpu-choices.ts';

export interface GpuFieldProps {
  /** What the installation offers; null until it is known. */
  readonly gpuTypes: readonly OfferedType[] | null;
  readonly wish: GpuWish;
  readonly onChange: (wish: GpuWish) => void;
  readonly id?: string;
  readonly className?: string;
}

/** The GPUs to train on; the first type that is offered until another is chosen. */
export function GpuField({ gpuTypes, wish, onChange, id, className }: GpuFieldProps) {
  const { gpuType, gpuCount, gpuId } = wish;
  const first = gpuTypes?.[0]?.gpu_type ?? null;
  const choose = useEffectEvent(onChange);
  useEffect(() => {
    if (gpuType === null && first !== null) choose({ gpuType: first, gpuCount: 1, gpuId: null });
  }, [gpuType, first]);
  const offered = gpuChoices(gpuTypes ?? []);
  const chosen = gpuType === null ? null : otherChoice({ gpuType, gpuCount, gpuId });
  const isOffered = chosen === null || offered.some(({ value }) => value === chosen.value);
  const choices = isOffered ? offered : [chosen, ...offered];
  return (
    <Select
      {...(id === undefined ? {} : { id })}
      {...(className === undefined ? {} : { className })}
      aria-label="GPU type"
      placeholder={gpuTypes === null ? 'GPU …' : 'No GPU is offered'}
      value={chosen?.value ?? null}
      options={choices}
      onChange={(value) => {
        const found = choices.find((choice) => choice.value === value);
        if (found !== undefined) onChange(found.wish);
      }}
    />
  );
}
