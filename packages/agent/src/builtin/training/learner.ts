import type { ExampleSource } from '../dataset/example-source.ts';
import type { Denoiser } from '../denoiser/denoiser.ts';
import { width } from '../denoiser/dimensions.ts';
import { createRandomStream } from '../random.ts';
import type { TrainingSettings } from '../settings/training-settings.ts';
import { TrainingError } from '../training-error.ts';
import type { Adam } from './adam.ts';
import type { Adapters } from './adapters.ts';
import { chooseTime, createExample, type Example, toPatches } from './example.ts';
import { internalRate, rateAt } from './learning-rate.ts';

/** What one step came to. */
export interface StepResult {
  /** Mean squared error of the predicted velocity over the step's examples, before the update. */
  readonly loss: number;
  /** The configured learning rate at this step. */
  readonly rate: number;
}

/** What a step works on. */
export interface LearnerParts {
  readonly seed: number;
  readonly settings: TrainingSettings;
  readonly source: ExampleSource;
  readonly denoiser: Denoiser;
  readonly adapters: Adapters;
  readonly adam: Adam;
}

/** Examples that one step looks at. */
export function examplesPerStep(settings: TrainingSettings): number {
  return settings.batchSize * settings.accumulation;
}

/**
 * Makes one update. What it does depends on the seed, the step's number (0 is the first) and the state of
 * weights and optimizer, and on nothing else. Throws TrainingError where the loss is no number any more.
 */
export async function learnStep(step: number, parts: LearnerParts): Promise<StepResult> {
  const { settings, denoiser, adapters, adam, seed } = parts;
  const count = examplesPerStep(settings);
  let loss = 0;
  for (let index = 0; index < count; index += 1) {
    const number = step * count + index;
    const item = await parts.source.take(number);
    const time = chooseTime(seed, number, settings.timestepType);
    const example = createExample(toPatches(item.pixels, item.mirror), seed, number, time);
    const isDropped = createRandomStream(seed, 'dropout', number).uniform() < item.captionDropout;
    loss += learnExample(denoiser, example, isDropped ? new Float64Array(width) : item.caption, count);
  }
  if (!Number.isFinite(loss)) {
    throw new TrainingError(
      `The loss is no longer a number at step ${step + 1}; lower train.lr or network.linear_alpha.`,
    );
  }
  adapters.collectGradients();
  const rate = rateAt(settings.rate, settings.schedule, step, settings.steps);
  adam.update(internalRate(rate, adapters.rank, adapters.alpha));
  adapters.apply();
  return { loss, rate };
}

/** Adds one example's share of the loss's slope to the layers, and gives its share of the loss. */
export function learnExample(
  denoiser: Denoiser,
  example: Example,
  caption: Float64Array,
  examples: number,
): number {
  const prediction = denoiser.predict(example.noisy, example.time, caption);
  const share = 1 / (prediction.length * examples);
  let loss = 0;
  for (let index = 0; index < prediction.length; index += 1) {
    const difference = (prediction[index] as number) - (example.velocity[index] as number);
    loss += difference * difference * share;
    prediction[index] = 2 * difference * share;
  }
  denoiser.learn(prediction);
  return loss;
}
