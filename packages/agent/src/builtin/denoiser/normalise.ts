import { width } from './dimensions.ts';

const epsilon = 1e-6;

/** One number per channel that scales and shifts normalised tokens: what time and caption decide. */
export interface Modulation {
  readonly scale: Float64Array;
  readonly shift: Float64Array;
}

/**
 * target := every token of `input` brought to root mean square 1, then scaled and shifted. `inverses`
 * receives one factor per token, which the backward pass needs.
 */
export function normalise(
  target: Float64Array,
  inverses: Float64Array,
  input: Float64Array,
  modulation: Modulation,
): void {
  for (let token = 0, start = 0; start < input.length; token += 1, start += width) {
    let squares = 0;
    for (let index = start; index < start + width; index += 1) squares += (input[index] as number) ** 2;
    const inverse = 1 / Math.sqrt(squares / width + epsilon);
    inverses[token] = inverse;
    for (let channel = 0; channel < width; channel += 1) {
      target[start + channel] =
        (input[start + channel] as number) * inverse * (1 + (modulation.scale[channel] as number)) +
        (modulation.shift[channel] as number);
    }
  }
}

/** inputGradient += the slope by `input`, given the slope by what `normalise` made of it. */
export function addNormaliseGradient(
  inputGradient: Float64Array,
  outputGradient: Float64Array,
  inverses: Float64Array,
  input: Float64Array,
  modulation: Modulation,
): void {
  for (let token = 0, start = 0; start < input.length; token += 1, start += width) {
    const inverse = inverses[token] as number;
    let along = 0;
    for (let channel = 0; channel < width; channel += 1) {
      along +=
        (outputGradient[start + channel] as number) *
        (1 + (modulation.scale[channel] as number)) *
        (input[start + channel] as number);
    }
    const pull = (along * inverse ** 3) / width;
    for (let channel = 0; channel < width; channel += 1) {
      const at = start + channel;
      const slope = (outputGradient[at] as number) * (1 + (modulation.scale[channel] as number));
      inputGradient[at] = (inputGradient[at] as number) + slope * inverse - pull * (input[at] as number);
    }
  }
}
