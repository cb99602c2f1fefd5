import type { Finding } from '@trainyard/core';
import { cardsNeeded, findGpu, type GpuOffer } from '../gpus/gpu-offers.ts';
import { requestFinding } from './finding-order.ts';

/** What a request says about GPUs, before anything of it is believed. */
export interface GpuFields {
  readonly gpu_type?: unknown;
  readonly gpu_count?: unknown;
  readonly gpu_id?: unknown;
}

/** The GPUs of a job. */
export interface GpuChoice {
  readonly gpuType: string;
  readonly gpuCount: number;
  readonly gpuId: string | null;
}

/** Names that clients of the hosted API know; they exist even where no such card does. */
const knownEverywhere: Readonly<Record<string, string>> = { ADA_80_PLUS: 'H100', HOPPER_141: 'H200' };
const multiGpuType = 'ADA_80_PLUS';

/** Checks `config_file_format` (42251). */
export function checkConfigFormat(format: unknown): readonly Finding[] {
  if (format === 'yaml') return [];
  const message = `config_file_format is ${show(format)}; the only format is "yaml".`;
  return [requestFinding(42251, 'config_file_format', message, 'Send "config_file_format": "yaml".')];
}

/**
 * Checks the GPU fields (42252, 42273) against what the installation has. A field that the request leaves
 * out is taken from `current`, the job as it is; without it, `gpu_type` is required and `gpu_count` is 1. A
 * `gpu_id` of null asks for any GPU of the type.
 */
export function checkGpuFields(
  fields: GpuFields,
  context: {
    readonly offers: readonly GpuOffer[];
    readonly trainer: 'builtin' | 'ai-toolkit';
    readonly current?: GpuChoice;
  },
): { readonly findings: readonly Finding[]; readonly choice: GpuChoice } {
  const { offers, trainer, current } = context;
  const gpuType = fields.gpu_type ?? current?.gpuType;
  const gpuCount = fields.gpu_count ?? current?.gpuCount ?? 1;
  const typeChanged = current !== undefined && gpuType !== current.gpuType;
  const currentId = typeChanged ? null : (current?.gpuId ?? null);
  const gpuId = fields.gpu_id === undefined ? currentId : fields.gpu_id;

  const findings: Finding[] = [];
  const offer = offers.find(({ type }) => type === gpuType);
  if (offer === undefined) findings.push(unknownType(gpuType, offers));
  const countProblem = problemOfCount(gpuCount, gpuType, offer, trainer);
  if (countProblem !== null) findings.push(requestFinding(42273, 'gpu_count', countProblem));
  else if (gpuId !== null && offer !== undefined) {
    const problem = problemOfId(gpuId, offer, cardsNeeded(trainer, gpuCount as number));
    if (problem !== null) findings.push(requestFinding(42252, 'gpu_id', problem));
  }
  return {
    findings,
    choice: {
      gpuType: typeof gpuType === 'string' ? gpuType : '',
      gpuCount: typeof gpuCount === 'number' ? gpuCount : 1,
      gpuId: typeof gpuId === 'string' ? gpuId : null,
    },
  };
}

function unknownType(gpuType: unknown, offers: readonly GpuOffer[]): Finding {
  const offered = offers.map(({ type }) => type).join(', ') || 'none, as it has no GPU';
  const isKnown = typeof gpuType === 'string' && Object.hasOwn(knownEverywhere, gpuType);
  const card = isKnown ? knownEverywhere[gpuType] : undefined;
  const problem =
    gpuType === undefined
      ? 'gpu_type is missing'
      : card === undefined
        ? `gpu_type is ${show(gpuType)}, which is not a type of GPU here`
        : `gpu_type ${show(gpuType)} (${card}) is known, but this installation has no such GPU`;
  return requestFinding(
    42252,
    'gpu_type',
    `${problem}. This installation offers: ${offered}.`,
    `Set gpu_type to one of: ${offered}.`,
  );
}

function problemOfCount(
  gpuCount: unknown,
  gpuType: unknown,
  offer: GpuOffer | undefined,
  trainer: 'builtin' | 'ai-toolkit',
): string | null {
  if (gpuCount !== 1 && gpuCount !== 8)
    return `gpu_count is ${show(gpuCount)}; it must be the number 1 or 8.`;
  if (gpuCount === 8 && gpuType !== multiGpuType) {
    return `gpu_count is 8 with gpu_type ${show(gpuType)}; several GPUs work only with ${multiGpuType}.`;
  }
  const needed = cardsNeeded(trainer, gpuCount);
  if (offer === undefined || offer.cards === null || offer.cards >= needed) return null;
  return `gpu_count is ${gpuCount}, but this installation has only ${offer.cards} GPU(s) of type ${offer.type}.`;
}

function problemOfId(gpuId: unknown, offer: GpuOffer, needed: number): string | null {
  if (typeof gpuId !== 'string') return `gpu_id is ${show(gpuId)}; it must be a text such as "#1".`;
  if (offer.cards === null) {
    return `gpu_id is ${show(gpuId)}, but the scheduler of this installation chooses the GPU; leave gpu_id out.`;
  }
  if (needed > 1) return `gpu_id names one GPU, but ${needed} are asked for; leave gpu_id out.`;
  if (findGpu(offer.gpus, gpuId) !== undefined) return null;
  const known = offer.gpus.map((gpu, index) => `#${index + 1} (${gpu.id})`).join(', ');
  return `gpu_id is ${show(gpuId)}; the GPUs of type ${offer.type} here are: ${known}.`;
}

/** A value as it stands in JSON, cut to a readable length. */
export function show(value: unknown): string {
  if (value === undefined) return 'missing';
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 80 ? `${text.slice(0, 80)}…` : text;
}
