import type { Linear } from '../denoiser/linear.ts';
import { addProduct, matrix, transposed } from '../denoiser/multiply.ts';
import { createRandomStream } from '../random.ts';

/** A matrix that is learnt. `values` are kept in 32 bits, as they are saved, so that nothing is lost. */
export interface Parameter {
  readonly name: string;
  readonly shape: readonly [rows: number, columns: number];
  readonly values: Float32Array;
  readonly gradient: Float64Array;
}

/** The LoRA of a model: for every layer a matrix down to `rank` numbers and one up again. */
export interface Adapters {
  readonly rank: number;
  readonly alpha: number;
  readonly parameters: readonly Parameter[];
  /** Puts the learnt change (up × down × alpha / rank) on top of every layer's frozen weights. */
  apply(): void;
  /** Turns what the layers collected since `apply` into the parameters' gradients, and clears the layers'. */
  collectGradients(): void;
}

/** Adapters that change nothing as yet: down is random for the seed, up is zero. */
export function createAdapters(
  layers: readonly Linear[],
  rank: number,
  alpha: number,
  seed: number,
): Adapters {
  const factor = alpha / rank;
  const pairs = layers.map((layer) => {
    const down = createParameter(`${layer.name}.lora_A.weight`, rank, layer.inputs);
    const up = createParameter(`${layer.name}.lora_B.weight`, layer.outputs, rank);
    const random = createRandomStream(seed, down.name);
    const bound = 1 / Math.sqrt(layer.inputs);
    for (let index = 0; index < down.values.length; index += 1) {
      down.values[index] = (2 * random.uniform() - 1) * bound;
    }
    const wide = { down: new Float64Array(down.values.length), up: new Float64Array(up.values.length) };
    return { layer, down, up, wide };
  });
  return {
    rank,
    alpha,
    parameters: pairs.flatMap(({ down, up }) => [down, up]),
    apply() {
      for (const { layer, down, up, wide } of pairs) {
        layer.effective.set(layer.frozen);
        wide.down.set(down.values);
        for (let index = 0; index < wide.up.length; index += 1) {
          wide.up[index] = (up.values[index] as number) * factor;
        }
        addProduct(
          matrix(layer.effective, layer.inputs),
          matrix(wide.up, rank),
          matrix(wide.down, layer.inputs),
          layer.outputs,
          layer.inputs,
          rank,
        );
      }
    },
    collectGradients() {
      for (const { layer, down, up, wide } of pairs) {
        const slope = matrix(layer.gradient, layer.inputs);
        up.gradient.fill(0);
        const { outputs, inputs } = layer;
        addProduct(
          matrix(up.gradient, rank),
          slope,
          transposed(matrix(wide.down, inputs)),
          outputs,
          rank,
          inputs,
        );
        for (let index = 0; index < up.gradient.length; index += 1) {
          up.gradient[index] = (up.gradient[index] as number) * factor;
        }
        // `apply` left the factor in the wide copy of `up`, which is where this product needs it.
        down.gradient.fill(0);
        addProduct(
          matrix(down.gradient, inputs),
          transposed(matrix(wide.up, rank)),
          slope,
          rank,
          inputs,
          outputs,
        );
        layer.gradient.fill(0);
      }
    },
  };
}

function createParameter(name: string, rows: number, columns: number): Parameter {
  return {
    name,
    shape: [rows, columns],
    values: new Float32Array(rows * columns),
    gradient: new Float64Array(rows * columns),
  };
}
