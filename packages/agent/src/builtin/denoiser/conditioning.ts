import { createRandomStream, hashText } from '../random.ts';
import type { BlockModulation } from './block.ts';
import { width } from './dimensions.ts';
import { type FrozenWeights, timeFeatures } from './frozen-weights.ts';
import { addProduct, matrix, transposed } from './multiply.ts';

/**
 * A caption as one vector: every word stands for a direction that its letters decide, and the caption for
 * their sum. The words' order does not count. No words give the zero vector.
 */
export function embedCaption(caption: string): Float64Array {
  const embedding = new Float64Array(width);
  const words = caption.toLowerCase().match(/[\p{L}\p{N}_]+/gu) ?? [];
  for (const word of words) {
    const random = createRandomStream(hashText(word), 'word');
    for (let channel = 0; channel < width; channel += 1) {
      embedding[channel] = (embedding[channel] as number) + random.normal() / Math.sqrt(words.length);
    }
  }
  return embedding;
}

/** How a noise level (0 clean … 1 noise) and a caption modulate each block. */
export function modulate(weights: FrozenWeights, time: number, caption: Float64Array): BlockModulation[] {
  const condition = product(weights.timeIn, describeTime(time), width);
  for (let channel = 0; channel < width; channel += 1) {
    const value = (condition[channel] as number) + (caption[channel] as number);
    condition[channel] = value / (1 + Math.exp(-value));
  }
  return weights.modulators.map((modulator) => {
    const values = product(modulator, condition, 4 * width);
    const part = (index: number) => values.subarray(index * width, (index + 1) * width);
    return {
      attention: { scale: part(0), shift: part(1) },
      feedForward: { scale: part(2), shift: part(3) },
    };
  });
}

function describeTime(time: number): Float64Array {
  const features = new Float64Array(timeFeatures);
  for (let index = 0; index < timeFeatures; index += 1) {
    const angle = time * Math.PI * (1 + Math.floor(index / 2)) * 0.5;
    features[index] = Math.SQRT2 * (index % 2 === 0 ? Math.cos(angle) : Math.sin(angle));
  }
  return features;
}

function product(weights: Float64Array, vector: Float64Array, outputs: number): Float64Array {
  const target = new Float64Array(outputs);
  const inputs = vector.length;
  addProduct(
    matrix(target, outputs),
    matrix(vector, inputs),
    transposed(matrix(weights, inputs)),
    1,
    outputs,
    inputs,
  );
  return target;
}
