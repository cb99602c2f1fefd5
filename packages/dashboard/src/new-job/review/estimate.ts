import {
  type DatasetFacts,
  findModel,
  isPlainName,
  type ModelMatch,
  valueAt,
} from '@trainyard/core/preflight';
import { type LoraSize, loraSize } from './lora-size.ts';

/** What a job will do and leave behind, as far as its config and datasets tell. */
export interface JobEstimate {
  readonly steps: number;
  /** How often each file is seen; null where the datasets are not known. */
  readonly epochs: number | null;
  /** Pictures, videos and repeats that make one epoch. */
  readonly itemsPerEpoch: number | null;
  readonly checkpoints: {
    readonly written: number;
    /** Kept at the end, the last one included. */
    readonly kept: number;
    /** Of each; null where it cannot be told. */
    readonly size: LoraSize | null;
  };
  readonly samples: { readonly rounds: number; readonly each: number };
  /** Checkpoints that are kept and what a resume needs; null where the size of a checkpoint is not known. */
  readonly diskBytes: number | null;
}

const process = ['config', 'process', 0] as const;

/** Bytes that the optimizer remembers for each byte of bf16 weights, by the beginning of its name. */
const optimizerFactors: readonly (readonly [name: string, factor: number])[] = [
  ['adamw8', 1],
  ['adam8', 1],
  ['prodigy8', 1],
  ['lion8', 0.5],
  ['lion', 2],
  ['adafactor', 0.1],
  ['automagic', 0.5],
];
const otherOptimizer = 4;

/** What follows from a config; null where it says no number of steps. */
export function estimateJob(
  config: unknown,
  datasets: Readonly<Record<string, DatasetFacts>> | null,
): JobEstimate | null {
  const read = (...path: string[]) => valueAt(config, [...process, ...path]);
  const steps = asNumber(read('train', 'steps'), 1000);
  if (steps === null || steps < 1) return null;
  const itemsPerEpoch = datasets === null ? null : countItems(config, datasets);
  const perStep =
    (asNumber(read('train', 'batch_size'), 1) ?? 1) *
    (asNumber(read('train', 'gradient_accumulation'), 1) ?? 1);
  const written = countRounds(steps, asNumber(read('save', 'save_every'), 1000)) + 1;
  const keep = asNumber(read('save', 'max_step_saves_to_keep'), 5) ?? 5;
  const kept = keep > 0 ? Math.min(written, keep + 1) : written;
  const size = checkpointSize(config);
  return {
    steps,
    itemsPerEpoch,
    epochs: itemsPerEpoch === null || itemsPerEpoch === 0 ? null : (steps * perStep) / itemsPerEpoch,
    checkpoints: { written, kept, size },
    samples: countSamples(config, steps),
    diskBytes: size === null ? null : kept * size.sizeBytes + size.sizeBytes * optimizerFactor(config),
  };
}

/** The model that a config names. */
export function modelOf(config: unknown): ModelMatch | null {
  const model = valueAt(config, [...process, 'model']);
  const flags = typeof model === 'object' && model !== null ? (model as Record<string, unknown>) : {};
  const arch = flags['arch'];
  const path = flags['name_or_path'];
  return findModel(typeof arch === 'string' ? arch : null, flags, typeof path === 'string' ? path : null);
}

/** Times that something is due before the last step. */
function countRounds(steps: number, every: number | null): number {
  return every === null || every < 1 ? 0 : Math.max(0, Math.ceil(steps / every) - 1);
}

function countSamples(config: unknown, steps: number): JobEstimate['samples'] {
  const read = (...path: string[]) => valueAt(config, [...process, ...path]);
  const listed = read('sample', 'samples') ?? read('sample', 'prompts');
  const each = Array.isArray(listed) ? listed.length : 0;
  if (each === 0 || read('train', 'disable_sampling') === true) return { rounds: 0, each: 0 };
  const before = read('train', 'skip_first_sample') === true ? 0 : 1;
  return { rounds: countRounds(steps, asNumber(read('sample', 'sample_every'), 100)) + 1 + before, each };
}

function countItems(config: unknown, facts: Readonly<Record<string, DatasetFacts>>): number | null {
  const entries = valueAt(config, [...process, 'datasets']);
  if (!Array.isArray(entries)) return null;
  let items = 0;
  for (const entry of entries) {
    const at = (key: string) => valueAt(entry, [key]);
    const folder = at('dataset_path') ?? at('folder_path');
    const name = typeof folder === 'string' ? (folder.replace(/\/+$/, '').split('/').at(-1) ?? '') : '';
    const known = isPlainName(name) && Object.hasOwn(facts, name) ? facts[name] : undefined;
    if (known === undefined) return null;
    const flips = (at('flip_x') === true ? 2 : 1) * (at('flip_y') === true ? 2 : 1);
    const resolution = at('resolution');
    // Each resolution is a dataset of its own to the trainer.
    const sizes = Array.isArray(resolution) ? Math.max(1, resolution.length) : 1;
    const repeats = asNumber(at('num_repeats'), 1) ?? 1;
    items += (known.images + known.videos) * flips * sizes * repeats;
  }
  return items;
}

function checkpointSize(config: unknown): LoraSize | null {
  const read = (key: string, path: string) => valueAt(config, [...process, path, key]);
  if ((read('type', 'network') ?? 'lora') !== 'lora') return null;
  const rank = asNumber(read('linear', 'network') ?? read('rank', 'network'), 4) ?? 4;
  const dtype = read('dtype', 'save') ?? 'float16';
  return typeof dtype === 'string' ? loraSize(modelOf(config), rank, dtype) : null;
}

function optimizerFactor(config: unknown): number {
  const name = valueAt(config, [...process, 'train', 'optimizer']);
  const text = typeof name === 'string' ? name.toLowerCase() : 'adamw';
  return optimizerFactors.find(([start]) => text.startsWith(start))?.[1] ?? otherOptimizer;
}

function asNumber(value: unknown, fallback: number): number | null {
  if (value === undefined || value === null) return fallback;
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  return typeof number === 'number' && Number.isFinite(number) ? number : null;
}
