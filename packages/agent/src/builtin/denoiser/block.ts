import {
  type AttentionTape,
  attend,
  attendBackward,
  createAttentionGradient,
  createAttentionTape,
} from './attention.ts';
import { hiddenWidth, tokens, width } from './dimensions.ts';
import { addInputGradient, addWeightGradient, applyLinear, type Linear } from './linear.ts';
import { addNormaliseGradient, type Modulation, normalise } from './normalise.ts';

/** The six layers of a transformer block that adapters attach to. */
export interface BlockLayers {
  readonly toQuery: Linear;
  readonly toKey: Linear;
  readonly toValue: Linear;
  readonly toOut: Linear;
  readonly up: Linear;
  readonly down: Linear;
}

/** How time and caption modulate the two halves of a block. */
export interface BlockModulation {
  readonly attention: Modulation;
  readonly feedForward: Modulation;
}

/** What the forward pass leaves behind for the backward pass. */
export interface BlockTape {
  readonly input: Float64Array;
  readonly attentionInput: Float64Array;
  readonly attentionInverses: Float64Array;
  readonly attention: AttentionTape;
  readonly middle: Float64Array;
  readonly feedForwardInput: Float64Array;
  readonly feedForwardInverses: Float64Array;
  readonly raised: Float64Array;
  readonly activated: Float64Array;
}

/** An empty tape. */
export function createBlockTape(): BlockTape {
  return {
    input: new Float64Array(tokens * width),
    attentionInput: new Float64Array(tokens * width),
    attentionInverses: new Float64Array(tokens),
    attention: createAttentionTape(),
    middle: new Float64Array(tokens * width),
    feedForwardInput: new Float64Array(tokens * width),
    feedForwardInverses: new Float64Array(tokens),
    raised: new Float64Array(tokens * hiddenWidth),
    activated: new Float64Array(tokens * hiddenWidth),
  };
}

/** Runs a block over `stream` (tokens × width) in place, and fills the tape. */
export function runBlock(
  layers: BlockLayers,
  modulation: BlockModulation,
  tape: BlockTape,
  stream: Float64Array,
): void {
  const step = new Float64Array(stream.length);
  tape.input.set(stream);
  normalise(tape.attentionInput, tape.attentionInverses, tape.input, modulation.attention);
  applyLinear(tape.attention.query, layers.toQuery, tape.attentionInput);
  applyLinear(tape.attention.key, layers.toKey, tape.attentionInput);
  applyLinear(tape.attention.value, layers.toValue, tape.attentionInput);
  attend(tape.attention);
  applyLinear(step, layers.toOut, tape.attention.mixed);
  addTo(stream, step);

  tape.middle.set(stream);
  normalise(tape.feedForwardInput, tape.feedForwardInverses, tape.middle, modulation.feedForward);
  applyLinear(tape.raised, layers.up, tape.feedForwardInput);
  activate(tape.activated, tape.raised);
  applyLinear(step, layers.down, tape.activated);
  addTo(stream, step);
}

/**
 * Adds to the layers' gradients, and turns `streamGradient` from the slope by the block's output into the
 * slope by its input. Where nothing before the block learns (`isFirst`), that last part is left out.
 */
export function runBlockBackward(
  layers: BlockLayers,
  modulation: BlockModulation,
  tape: BlockTape,
  streamGradient: Float64Array,
  isFirst: boolean,
): void {
  const hidden = new Float64Array(tokens * hiddenWidth);
  addWeightGradient(layers.down, tape.activated, streamGradient);
  addInputGradient(hidden, layers.down, streamGradient);
  activateBackward(hidden, tape.raised);
  addWeightGradient(layers.up, tape.feedForwardInput, hidden);
  const normalised = new Float64Array(tokens * width);
  addInputGradient(normalised, layers.up, hidden);
  addNormaliseGradient(
    streamGradient,
    normalised,
    tape.feedForwardInverses,
    tape.middle,
    modulation.feedForward,
  );

  const mixed = new Float64Array(tokens * width);
  addWeightGradient(layers.toOut, tape.attention.mixed, streamGradient);
  addInputGradient(mixed, layers.toOut, streamGradient);
  const gradient = createAttentionGradient();
  attendBackward(gradient, tape.attention, mixed);
  addWeightGradient(layers.toQuery, tape.attentionInput, gradient.query);
  addWeightGradient(layers.toKey, tape.attentionInput, gradient.key);
  addWeightGradient(layers.toValue, tape.attentionInput, gradient.value);
  if (isFirst) return;
  normalised.fill(0);
  addInputGradient(normalised, layers.toQuery, gradient.query);
  addInputGradient(normalised, layers.toKey, gradient.key);
  addInputGradient(normalised, layers.toValue, gradient.value);
  addNormaliseGradient(streamGradient, normalised, tape.attentionInverses, tape.input, modulation.attention);
}

function addTo(target: Float64Array, addend: Float64Array): void {
  for (let index = 0; index < target.length; index += 1) {
    target[index] = (target[index] as number) + (addend[index] as number);
  }
}

/** SiLU: x times its own logistic. */
function activate(target: Float64Array, input: Float64Array): void {
  for (let index = 0; index < input.length; index += 1) {
    const value = input[index] as number;
    target[index] = value / (1 + Math.exp(-value));
  }
}

function activateBackward(gradient: Float64Array, input: Float64Array): void {
  for (let index = 0; index < input.length; index += 1) {
    const value = input[index] as number;
    const logistic = 1 / (1 + Math.exp(-value));
    gradient[index] = (gradient[index] as number) * logistic * (1 + value * (1 - logistic));
  }
}
