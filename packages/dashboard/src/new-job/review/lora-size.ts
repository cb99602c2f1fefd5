import type { ModelMatch } from '@trainyard/core/preflight';

/** Parameters that a LoRA of rank 1 adds to a linear layer. */
const layer = (inputs: number, outputs: number) => inputs + outputs;

/** Query, key, value and output of one attention. */
const attention = (width: number) => 4 * layer(width, width);

/** One stream of a block that treats text and picture apart: attention, two layers of four times the width, modulation. */
const stream = (width: number) => attention(width) + 2 * layer(width, 4 * width) + layer(width, 6 * width);

const fluxSingle = 3 * layer(3072, 3072) + layer(3072, 12_288) + layer(15_360, 3072) + layer(3072, 9216);
const flux = 19 * 2 * stream(3072) + 38 * fluxSingle;
const qwenImage = 60 * 2 * stream(3072);
const wan = (blocks: number, width: number, inner: number) =>
  blocks * (2 * attention(width) + 2 * layer(width, inner));
const wan14 = wan(40, 5120, 13_824);

/** Parameters of a LoRA for each rank, by architecture or, where they differ, by variant. */
const parametersPerRank: Readonly<Record<string, number>> = {
  flux,
  flux_kontext: flux,
  qwen_image: qwenImage,
  qwen_image_edit: qwenImage,
  qwen_image_edit_plus: qwenImage,
  'wan21:1b': wan(30, 1536, 8960),
  wan21: wan14,
  wan21_i2v: wan14 + 40 * 2 * layer(5120, 5120),
  wan22_5b: wan(30, 3072, 14_336),
  // A file for each of its two stages.
  wan22_14b: 2 * wan14,
  wan22_14b_i2v: 2 * wan14,
  zimage: 30 * (attention(3840) + 3 * layer(3840, 10_240) + layer(256, 15_360)),
};

/** Fits the architectures above to within a third. */
const roughFactor = 980_000;

/** How large the file of one checkpoint will be. */
export interface LoraSize {
  readonly sizeBytes: number;
  /** `counted` from the shape of the network, `rough` from its number of parameters. */
  readonly evidence: 'counted' | 'rough';
}

const bytesPerValue: Readonly<Record<string, number>> = {
  float32: 4,
  fp32: 4,
  float: 4,
  float16: 2,
  fp16: 2,
  bf16: 2,
  bfloat16: 2,
};

/** The size of a LoRA's file; null where nothing is known to go by. */
export function loraSize(match: ModelMatch | null, rank: number, dtype: string): LoraSize | null {
  const bytes = bytesPerValue[dtype];
  if (match === null || bytes === undefined || !(rank > 0)) return null;
  const counted = parametersPerRank[match.variant?.name ?? ''] ?? parametersPerRank[match.model.arch];
  if (counted !== undefined) return { sizeBytes: counted * rank * bytes, evidence: 'counted' };
  const size = match.variant?.size ?? match.model.size;
  if (size === null) return null;
  return { sizeBytes: roughFactor * size.parametersB ** (2 / 3) * rank * bytes, evidence: 'rough' };
}
