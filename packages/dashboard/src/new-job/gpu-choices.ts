import type { GpuWish } from './draft.ts';

/** A type that the installation offers. */
export interface OfferedType {
  readonly gpu_type: string;
  /** How many there are; null where a scheduler decides. */
  readonly gpus: number | null;
}

/** GPUs to train on, as an entry of a list. */
export interface GpuChoice {
  readonly value: string;
  readonly label: string;
  readonly wish: GpuWish;
}

const severalGpus = 8;
const severalType = 'ADA_80_PLUS';

/** What can be asked for: each type, several of it, and where there are a few, each single one. */
export function gpuChoices(types: readonly OfferedType[]): readonly GpuChoice[] {
  return types.flatMap(({ gpu_type: gpuType, gpus }) => {
    const one = { gpuType, gpuCount: 1, gpuId: null };
    const isSeveral = gpuType === severalType && (gpus === null || gpus >= severalGpus);
    const wishes: readonly GpuWish[] = [
      one,
      ...(isSeveral ? [{ ...one, gpuCount: severalGpus }] : []),
      ...Array.from({ length: gpus === null || gpus < 2 ? 0 : gpus }, (_, place) => ({
        ...one,
        gpuId: `#${place + 1}`,
      })),
    ];
    return wishes.map((wish) => ({
      value: keyOf(wish),
      label: gpus !== null && gpus > 1 && wish === one ? `${gpuType} (${gpus} here)` : labelOf(wish),
      wish,
    }));
  });
}

/** A wish that is not among the choices, such as of a GPU that is gone. */
export function otherChoice(wish: GpuWish): GpuChoice {
  return { value: keyOf(wish), label: labelOf(wish), wish };
}

function keyOf({ gpuType, gpuCount, gpuId }: GpuWish): string {
  return JSON.stringify([gpuType, gpuCount, gpuId]);
}

function labelOf({ gpuType, gpuCount, gpuId }: GpuWish): string {
  const what = gpuCount === 1 ? `${gpuType}` : `${gpuCount} × ${gpuType}`;
  return gpuId === null ? what : `${what} ${gpuId}`;
}
