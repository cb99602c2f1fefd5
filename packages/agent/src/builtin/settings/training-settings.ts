import type { Schedule } from '../training/learning-rate.ts';
import type { Block } from './read-block.ts';

/** How to train. */
export interface TrainingSettings {
  readonly steps: number;
  readonly batchSize: number;
  /** Batches of one step. */
  readonly accumulation: number;
  readonly rate: number;
  readonly schedule: Schedule;
  readonly weightDecay: number;
  readonly maxGradientNorm: number;
  readonly timestepType: string;
  /** The config's own blocks, which go into the checkpoints' metadata. */
  readonly record: { readonly network: object; readonly train: object };
}

/** Largest number of steps; file names have nine digits for it. */
const maxSteps = 999_999_999;

/** Reads `train`. Adds to `notes` what is stood in for. Throws TrainingError. */
export function readTraining(process: Block, notes: string[]): TrainingSettings {
  const train = process.block('train');
  const count = (key: string, fallback: number, max: number): number =>
    train.number(key, fallback, { min: 1, max, whole: true });
  const optimizer = train.text('optimizer', 'adamw').toLowerCase();
  const plain = optimizer.replace('8bit', '');
  if (optimizer !== 'adam' && optimizer !== 'adamw') {
    notes.push(`The optimizer ${optimizer} is stood in for by AdamW.`);
  }
  const params = train.block('optimizer_params');
  const base = train.number('lr', 1e-6, { min: 0 });
  return {
    steps: count('steps', 1000, maxSteps),
    batchSize: count('batch_size', 1, 4096),
    accumulation: Math.max(
      count('gradient_accumulation', 1, 4096),
      train.number('gradient_accumulation_steps', 1, { min: -1, max: 4096, whole: true }),
    ),
    rate: train.number('unet_lr', base, { min: 0 }),
    schedule: readSchedule(train, notes),
    weightDecay: params.number('weight_decay', plain === 'adam' ? 0 : 0.01, { min: 0, max: 10 }),
    maxGradientNorm: train.number('max_grad_norm', 1, { min: 0 }),
    timestepType: train.text('timestep_type', 'sigmoid'),
    record: { network: process.block('network').raw, train: train.raw },
  };
}

function readSchedule(train: Block, notes: string[]): Schedule {
  const name = train.text('lr_scheduler', 'constant');
  const params = train.block('lr_scheduler_params');
  const warmup = params.number('num_warmup_steps', 0, { min: 0, whole: true });
  const warmupSteps = name.includes('warmup') ? warmup : 0;
  if (name === 'linear' || name === 'cosine') return { kind: name, warmupSteps };
  if (name !== 'constant' && name !== 'constant_with_warmup') {
    notes.push(`The learning rate schedule ${name} is stood in for by a constant rate.`);
  }
  return { kind: 'constant', warmupSteps };
}
