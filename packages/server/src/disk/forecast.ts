import { findModel } from '@trainyard/core';

/** What a run is going to write, in bytes. */
export interface DiskForecast {
  /** What it needs whatever happens: where less is free, the run cannot get to its end. */
  readonly certainBytes: number;
  /** What it will need as far as can be told; what a person should have free. */
  readonly likelyBytes: number;
}

type Values = Readonly<Record<string, unknown>>;

/**
 * Bytes of a LoRA for each unit of rank and each thousand million parameters of the model it is for, at two bytes a
 * number. Seen: SDXL 0.45 to 2, FLUX.1 0.9, Qwen-Image 0.9, Wan 14B 0.7, Z-Image 0.85 million.
 */
const loraBytes = { certain: 300_000, likely: 950_000 } as const;
/** Where the model is unknown: nothing is certain, and a model of this size is likely. */
const unknownParametersB = { certain: 0.8, likely: 12 } as const;
/** Bytes of the optimizer's state for each number that is trained. */
const optimizerBytes: readonly (readonly [RegExp, number])[] = [
  [/8bit$/i, 2.1],
  [/^adafactor|^automagic/i, 2],
  [/^lion/i, 4],
  [/^sgd/i, 0],
  [/./, 8],
];
const bytesOfNumber: Readonly<Record<string, number>> = { float32: 4, fp32: 4, float: 4, float8: 1 };
/** Of one latent with its text embedding: 512 pixels square in a VAE of 16 channels, and some tokens of text. */
const cachedBytesPerPixel = 0.5;
const sampleBytes = 300_000;
/** Rank that stands for a network without one, such as LoKr at full rank. */
const defaultRank = 4;

/**
 * What a run with this resolved config writes: its checkpoints, each in the run's folder and in the store, the state
 * of the optimizer, cached latents of `trainingFiles` pictures, and samples. Pure arithmetic; never throws.
 */
export function forecastDisk(config: Values, trainingFiles: number): DiskForecast {
  const process = mapOf(listOf(mapOf(config['config'])['process'])[0]);
  const [network, save, train] = ['network', 'save', 'train'].map((key) => mapOf(process[key]));
  const steps = numberOf(train?.['steps'], 1000);
  const every = Math.max(1, numberOf(save?.['save_every'], 1000));
  const keep = numberOf(save?.['max_step_saves_to_keep'], 5);
  const saves = Math.floor(Math.max(0, steps - 1) / every);
  const kept = 1 + (keep > 0 ? Math.min(keep, saves) : saves);

  const arch = mapOf(process['model'])['arch'];
  const model = typeof arch === 'string' ? (findModel(arch)?.model ?? null) : null;
  const known = model?.size?.parametersB;
  const numberBytes = bytesOfNumber[String(save?.['dtype'] ?? 'float16')] ?? 2;
  const perCheckpoint = (kind: 'certain' | 'likely') => {
    const parametersB = known ?? unknownParametersB[kind];
    if (process['network'] === undefined || process['network'] === null) {
      return parametersB * 1e9 * numberBytes;
    }
    const rank = numberOf(network?.['rank'] ?? network?.['linear'], defaultRank);
    return rank * parametersB * loraBytes[kind] * (numberBytes / 2);
  };
  const optimizer = optimizerOf(String(train?.['optimizer'] ?? 'adamw'));
  const likelyCheckpoint = perCheckpoint('likely');
  const samples = samplesOf(process, steps);
  return {
    // A checkpoint lies in the folder of the run until it is in the store, if only by a link.
    certainBytes: wholeBytes(perCheckpoint('certain') * kept),
    likelyBytes: wholeBytes(
      likelyCheckpoint * (kept + 1) +
        // One with the trainer, and one beside each of the checkpoints that a resume can begin from.
        (likelyCheckpoint / numberBytes) * optimizer * 2 +
        cachedPixels(process) * trainingFiles * cachedBytesPerPixel +
        samples * sampleBytes,
    ),
  };
}

function optimizerOf(name: string): number {
  return optimizerBytes.find(([pattern]) => pattern.test(name))?.[1] ?? 8;
}

/** Pixels of all the sizes at which a picture is cached on the disk. */
function cachedPixels(process: Values): number {
  const dataset = mapOf(listOf(process['datasets'])[0]);
  if (dataset['cache_latents_to_disk'] !== true) return 0;
  const sizes = Array.isArray(dataset['resolution']) ? dataset['resolution'] : [dataset['resolution'] ?? 512];
  return sizes.reduce<number>((sum, size) => sum + numberOf(size, 512) ** 2, 0);
}

function samplesOf(process: Values, steps: number): number {
  const sample = mapOf(process['sample']);
  const every = numberOf(sample['sample_every'], 100);
  const prompts = listOf(sample['samples']).length || listOf(sample['prompts']).length;
  return prompts * (1 + (every > 0 ? Math.floor(steps / every) : 0));
}

function mapOf(value: unknown): Values {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Values) : {};
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function numberOf(value: unknown, fallback: number): number {
  return typeof value === 'number' && value >= 0 ? Math.min(value, 1e9) : fallback;
}

/** What a database can count to. */
function wholeBytes(bytes: number): number {
  return Math.min(Math.round(bytes), Number.MAX_SAFE_INTEGER);
}
