import { useEffect, useEffectEvent } from 'react';
import { Select } from '../ui/select.tsx';

export interface GpuFieldProps {
  /** What the installation offers; null until it is known. */
  readonly gpuTypes: readonly { readonly gpu_type: string; readonly gpus: number | null }[] | null;
  readonly gpuType: string | null;
  readonly gpuCount: number;
  readonly onChange: (gpu: { readonly gpuType: string; readonly gpuCount: number }) => void;
  readonly id?: string;
  readonly className?: string;
}

const severalGpus = 8;
const severalType = 'ADA_80_PLUS';

/** The GPUs to train on; the first that is offered until another is chosen. */
export function GpuField({ gpuTypes, gpuType, gpuCount, onChange, id, className }: GpuFieldProps) {
  const first = gpuTypes?.[0]?.gpu_type ?? null;
  const choose = useEffectEvent(onChange);
  useEffect(() => {
    if (gpuType === null && first !== null) choose({ gpuType: first, gpuCount: 1 });
  }, [gpuType, first]);
  const offered = gpuTypes?.flatMap(({ gpu_type: type, gpus }) => [
    { value: type, label: gpus === null || gpus < 2 ? type : `${type} (${gpus} here)` },
    ...(type === severalType && (gpus === null || gpus >= severalGpus)
      ? [{ value: `${type} ${severalGpus}`, label: `${severalGpus} × ${type}` }]
      : []),
  ]);
  const value = gpuType === null ? null : gpuCount === 1 ? gpuType : `${gpuType} ${gpuCount}`;
  const isOffered = value === null || offered?.some((option) => option.value === value) === true;
  const options = [...(isOffered ? [] : [{ value: value ?? '', label: value ?? '' }]), ...(offered ?? [])];
  return (
    <Select
      {...(id === undefined ? {} : { id })}
      {...(className === undefined ? {} : { className })}
      aria-label="GPU type"
      placeholder={gpuTypes === null ? 'GPU …' : 'No GPU is offered'}
      value={value}
      options={options}
      onChange={(chosen) => {
        const [type = chosen, count = '1'] = chosen.split(' ');
        onChange({ gpuType: type, gpuCount: Number(count) });
      }}
    />
  );
}
