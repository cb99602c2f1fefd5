import { createRandomStream } from '../random.ts';
import type { BlockLayers } from './block.ts';
import { blocks, hiddenWidth, patchSize, tokens, tokensPerRow, width } from './dimensions.ts';
import { createLinear } from './linear.ts';

/** Fixed for ever: adapters fit only the weights that they were trained on. */
const baseSeed = 20_240_229;

/** Everything in the model that no training changes. */
export interface FrozenWeights {
  readonly layers: readonly BlockLayers[];
  /** width × patchSize: a patch to a token. */
  readonly patchIn: Float64Array;
  /** patchSize × width: a token to a patch. */
  readonly patchOut: Float64Array;
  /** tokens × width: where a token stands. */
  readonly positions: Float64Array;
  /** width × timeFeatures: noise level to conditioning. */
  readonly timeIn: Float64Array;
  /** Per block, 4·width × width: conditioning to scales and shifts. */
  readonly modulators: readonly Float64Array[];
}

/** Sines and cosines that describe a noise level. */
export const timeFeatures = 16;

/** Makes the weights of the one base model that this trainer knows; the same every time. */
export function createFrozenWeights(): FrozenWeights {
  return {
    layers: Array.from({ length: blocks }, (_, block) => createLayers(block)),
    patchIn: draw('patch-in', width, patchSize, 1),
    patchOut: draw('patch-out', patchSize, width, 1),
    positions: createPositions(),
    timeIn: draw('time-in', width, timeFeatures, 1),
    modulators: Array.from({ length: blocks }, (_, block) =>
      draw(`modulator-${block}`, 4 * width, width, 0.5),
    ),
  };
}

function createLayers(block: number): BlockLayers {
  const layer = (name: string, outputs: number, inputs: number, gain: number, origin = name) =>
    createLinear(
      `transformer.blocks.${block}.${name}`,
      outputs,
      inputs,
      draw(`${block}.${origin}`, outputs, inputs, gain),
    );
  return {
    toQuery: layer('attn.to_q', width, width, 1.1),
    // Keys begin equal to queries, so that a token looks first to tokens like itself.
    toKey: layer('attn.to_k', width, width, 1.1, 'attn.to_q'),
    toValue: layer('attn.to_v', width, width, 1),
    // The two layers that write begin quiet: an untrained model adds little to the plain estimate.
    toOut: layer('attn.to_out.0', width, width, 0.1),
    up: layer('ff.net.0.proj', hiddenWidth, width, 1.4),
    down: layer('ff.net.2', width, hiddenWidth, 0.1),
  };
}

function draw(purpose: string, outputs: number, inputs: number, gain: number): Float64Array {
  const random = createRandomStream(baseSeed, purpose);
  const deviation = gain / Math.sqrt(inputs);
  return Float64Array.from({ length: outputs * inputs }, () => random.normal() * deviation);
}

/** Sines of row and column, so that neighbours resemble each other. */
function createPositions(): Float64Array {
  const positions = new Float64Array(tokens * width);
  for (let token = 0; token < tokens; token += 1) {
    const row = Math.floor(token / tokensPerRow);
    const column = token % tokensPerRow;
    for (let channel = 0; channel < width; channel += 1) {
      const place = channel % 2 === 0 ? row : column;
      const octave = Math.floor(channel / 4) % 8;
      const angle = ((place + 0.5) / tokensPerRow) * Math.PI * (0.5 + octave / 2);
      positions[token * width + channel] = channel % 4 < 2 ? Math.sin(angle) : Math.cos(angle);
    }
  }
  return positions;
}
