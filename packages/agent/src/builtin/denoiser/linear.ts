import { addProduct, matrix, transposed } from './multiply.ts';

/**
 * A linear layer without bias. `frozen` never changes; `effective` is what the layer computes with (frozen
 * plus adapter); `gradient` collects the loss's slope by `effective`. All are `outputs` rows of `inputs`.
 */
export interface Linear {
  readonly name: string;
  readonly outputs: number;
  readonly inputs: number;
  readonly frozen: Float64Array;
  readonly effective: Float64Array;
  readonly gradient: Float64Array;
}

/** A layer whose effective weights are the frozen ones as yet. */
export function createLinear(name: string, outputs: number, inputs: number, frozen: Float64Array): Linear {
  return {
    name,
    outputs,
    inputs,
    frozen,
    effective: frozen.slice(),
    gradient: new Float64Array(frozen.length),
  };
}

/** target := the layer applied to every row of input. */
export function applyLinear(target: Float64Array, layer: Linear, input: Float64Array): void {
  target.fill(0);
  const rows = input.length / layer.inputs;
  addProduct(
    matrix(target, layer.outputs),
    matrix(input, layer.inputs),
    transposed(matrix(layer.effective, layer.inputs)),
    rows,
    layer.outputs,
    layer.inputs,
  );
}

/** Adds to the layer's gradient what comes of one pass over `input`, given the slope by its output. */
export function addWeightGradient(layer: Linear, input: Float64Array, outputGradient: Float64Array): void {
  addProduct(
    matrix(layer.gradient, layer.inputs),
    transposed(matrix(outputGradient, layer.outputs)),
    matrix(input, layer.inputs),
    layer.outputs,
    layer.inputs,
    input.length / layer.inputs,
  );
}

/** inputGradient += the slope by the layer's input, given the slope by its output. */
export function addInputGradient(
  inputGradient: Float64Array,
  layer: Linear,
  outputGradient: Float64Array,
): void {
  addProduct(
    matrix(inputGradient, layer.inputs),
    matrix(outputGradient, layer.outputs),
    matrix(layer.effective, layer.inputs),
    outputGradient.length / layer.outputs,
    layer.inputs,
    layer.outputs,
  );
}
