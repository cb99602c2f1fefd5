import type { Block } from './block.ts';
import type { JobView } from './job-view.ts';

/** A number that the trainer counts or compares with as it stands, so that a text ends the run. */
export interface NumberKey {
  readonly key: string;
  /** It must be whole; `1000.0` reaches the trainer as 1000. */
  readonly whole: boolean;
  readonly min: number;
  /** The trainer copes with null. */
  readonly nullable?: boolean;
}

const anyNumber = Number.NEGATIVE_INFINITY;

const trainKeys: readonly NumberKey[] = [
  { key: 'steps', whole: true, min: 0 },
  { key: 'batch_size', whole: true, min: 1 },
  { key: 'gradient_accumulation', whole: true, min: 1 },
  { key: 'gradient_accumulation_steps', whole: false, min: anyNumber },
  { key: 'start_step', whole: true, min: anyNumber, nullable: true },
  { key: 'noise_offset', whole: false, min: anyNumber, nullable: true },
];
const datasetKeys: readonly NumberKey[] = [
  { key: 'batch_size', whole: true, min: 1, nullable: true },
  { key: 'num_frames', whole: true, min: 0 },
  { key: 'num_repeats', whole: true, min: 0 },
  { key: 'loss_multiplier', whole: false, min: anyNumber },
];
/** Only those of the first dataset count. */
const firstDatasetKeys: readonly NumberKey[] = [{ key: 'num_workers', whole: true, min: 0 }];
const saveKeys: readonly NumberKey[] = [
  { key: 'save_every', whole: false, min: anyNumber, nullable: true },
  { key: 'max_step_saves_to_keep', whole: true, min: anyNumber },
];
const processKeys: readonly NumberKey[] = [{ key: 'performance_log_every', whole: false, min: anyNumber }];
const averageKeys: readonly NumberKey[] = [{ key: 'ema_decay', whole: false, min: 0 }];
const rankKeys: readonly NumberKey[] = [
  { key: 'rank', whole: true, min: 1, nullable: true },
  { key: 'linear', whole: true, min: 1, nullable: true },
  { key: 'linear_alpha', whole: false, min: anyNumber, nullable: true },
  { key: 'alpha', whole: false, min: anyNumber, nullable: true },
];
/** They are looked at even where nothing is drawn. */
const sampleKeys: readonly NumberKey[] = [
  { key: 'num_frames', whole: false, min: anyNumber },
  { key: 'sample_every', whole: false, min: anyNumber, nullable: true },
  { key: 'sample_start_step', whole: false, min: anyNumber },
];
const drawnKeys: readonly NumberKey[] = [
  { key: 'width', whole: false, min: anyNumber },
  { key: 'height', whole: false, min: anyNumber },
  { key: 'sample_steps', whole: true, min: 0 },
  { key: 'guidance_scale', whole: false, min: anyNumber },
];
/** Each sample adds its place to it. */
const walkedKeys: readonly NumberKey[] = [{ key: 'seed', whole: false, min: anyNumber }];

/** Every block of a job with the numbers that are needed in it. */
export function numberKeys(job: JobView): readonly (readonly [Block, readonly NumberKey[]])[] {
  const average = job.train.child('ema_config');
  const [first] = job.datasets;
  const used: (readonly [Block, readonly NumberKey[]])[] = [
    [job.process, processKeys],
    [job.train, trainKeys],
    [job.save, saveKeys],
    [job.sample, sampleKeys],
    ...job.datasets.map(({ block }): readonly [Block, readonly NumberKey[]] => [block, datasetKeys]),
  ];
  if (first !== undefined) used.push([first.block, firstDatasetKeys]);
  if (average.truthy('use_ema')) used.push([average, averageKeys]);
  if (takesRank(job.network))
    used.push([job.network, rankKeys.filter(({ key }) => counts(key, job.network))]);
  if (job.drawsSamples) {
    used.push([job.sample, drawnKeys]);
    if (job.sample.truthy('walk_seed')) used.push([job.sample, walkedKeys]);
    for (const { block } of job.samples) used.push([block, drawnKeys]);
  }
  return used;
}

/** LoKr of full rank and LoRM have a rank of their own. */
function takesRank(network: Block): boolean {
  const type = (network.has('type') ? (network.text('type') ?? '') : 'lora').toLowerCase();
  return network.exists && type !== 'lorm' && !(type === 'lokr' && network.truthy('lokr_full_rank', true));
}

/** The older names win or lose against the newer ones (toolkit/config_modules.py:172-186). */
function counts(key: string, network: Block): boolean {
  const rank = network.get('rank');
  if (key === 'linear') return rank === undefined || rank === null;
  return key !== 'alpha' || !network.has('linear_alpha');
}
