import { createBlockTape, runBlock, runBlockBackward } from './block.ts';
import { modulate } from './conditioning.ts';
import { patchSize, tokens, width } from './dimensions.ts';
import { createFrozenWeights } from './frozen-weights.ts';
import type { Linear } from './linear.ts';
import { addProduct, matrix, transposed } from './multiply.ts';

/** The small model: it looks at a noisy picture and says in which direction the noise lies. */
export interface Denoiser {
  /** The layers that adapters attach to, in a fixed order. */
  readonly layers: readonly Linear[];
  /**
   * The velocity (noise minus picture) at every number of a noisy picture (tokens × patchSize), where
   * `time` is 0 for a clean picture and 1 for noise.
   */
  predict(noisy: Float64Array, time: number, caption: Float64Array): Float64Array;
  /** Adds to the layers' gradients, given the slope of the loss by the last prediction. */
  learn(velocityGradient: Float64Array): void;
}

/** Deviation of pixel values (-1 … 1) that the plain estimate supposes. */
const pixelDeviation = 0.5;

/**
 * Makes the model. It adds what its blocks find to the best estimate for pictures of independent pixels
 * (the preconditioning of Karras et al. 2022, for flow matching), so even untrained it removes some noise.
 */
export function createDenoiser(): Denoiser {
  const weights = createFrozenWeights();
  const tapes = weights.layers.map(createBlockTape);
  const origin = new Float64Array(tokens * width);
  const scaled = new Float64Array(tokens * patchSize);
  let modulations = modulate(weights, 0, new Float64Array(width));
  let outputScale = 0;

  return {
    layers: weights.layers.flatMap((block) => Object.values(block) as Linear[]),
    predict(noisy, time, caption) {
      const variance = (1 - time) ** 2 * pixelDeviation ** 2 + time ** 2;
      const plainShare = (time - (1 - time) * pixelDeviation ** 2) / variance;
      outputScale = pixelDeviation / Math.sqrt(variance);
      modulations = modulate(weights, time, caption);
      scale(scaled, noisy, 1 / Math.sqrt(variance));
      origin.set(weights.positions);
      addProduct(
        matrix(origin, width),
        matrix(scaled, patchSize),
        transposed(matrix(weights.patchIn, patchSize)),
        tokens,
        width,
        patchSize,
      );
      const stream = origin.slice();
      for (const [index, layers] of weights.layers.entries()) {
        const modulation = modulations[index];
        const tape = tapes[index];
        if (modulation && tape) runBlock(layers, modulation, tape, stream);
      }
      for (let index = 0; index < stream.length; index += 1) {
        stream[index] = ((stream[index] as number) - (origin[index] as number)) * outputScale;
      }
      const velocity = new Float64Array(tokens * patchSize);
      scale(velocity, noisy, plainShare);
      addProduct(
        matrix(velocity, patchSize),
        matrix(stream, width),
        transposed(matrix(weights.patchOut, width)),
        tokens,
        patchSize,
        width,
      );
      return velocity;
    },
    learn(velocityGradient) {
      const streamGradient = new Float64Array(tokens * width);
      addProduct(
        matrix(streamGradient, width),
        matrix(velocityGradient, patchSize),
        matrix(weights.patchOut, width),
        tokens,
        width,
        patchSize,
      );
      scale(streamGradient, streamGradient, outputScale);
      for (let index = weights.layers.length - 1; index >= 0; index -= 1) {
        const layers = weights.layers[index];
        const modulation = modulations[index];
        const tape = tapes[index];
        if (layers && modulation && tape) {
          runBlockBackward(layers, modulation, tape, streamGradient, index === 0);
        }
      }
    },
  };
}

function scale(target: Float64Array, source: Float64Array, factor: number): void {
  for (let index = 0; index < source.length; index += 1) target[index] = (source[index] as number) * factor;
}
