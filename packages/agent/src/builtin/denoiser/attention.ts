import { heads, headWidth, tokens, width } from './dimensions.ts';
import { addProduct, columnsFrom, matrix, transposed } from './multiply.ts';

/** What the forward pass of one attention layer leaves behind for the backward pass. */
export interface AttentionTape {
  readonly query: Float64Array;
  readonly key: Float64Array;
  readonly value: Float64Array;
  /** For each head, tokens × tokens: how much a token (row) takes from each token. */
  readonly shares: readonly Float64Array[];
  readonly mixed: Float64Array;
}

/** An empty tape. */
export function createAttentionTape(): AttentionTape {
  const perToken = (): Float64Array => new Float64Array(tokens * width);
  return {
    query: perToken(),
    key: perToken(),
    value: perToken(),
    shares: Array.from({ length: heads }, () => new Float64Array(tokens * tokens)),
    mixed: perToken(),
  };
}

const scale = 1 / Math.sqrt(headWidth);

/** Fills `shares` and `mixed` from `query`, `key` and `value`. */
export function attend(tape: AttentionTape): void {
  tape.mixed.fill(0);
  for (const [head, shares] of tape.shares.entries()) {
    const first = head * headWidth;
    const query = columnsFrom(matrix(tape.query, width), first);
    const key = columnsFrom(matrix(tape.key, width), first);
    const value = columnsFrom(matrix(tape.value, width), first);
    shares.fill(0);
    addProduct(matrix(shares, tokens), query, transposed(key), tokens, tokens, headWidth);
    softmaxRows(shares);
    const mixed = columnsFrom(matrix(tape.mixed, width), first);
    addProduct(mixed, matrix(shares, tokens), value, tokens, headWidth, tokens);
  }
}

/** The slopes by query, key and value. */
export interface AttentionGradient {
  readonly query: Float64Array;
  readonly key: Float64Array;
  readonly value: Float64Array;
  /** Working space, tokens × tokens. */
  readonly shares: Float64Array;
}

/** Empty gradients. */
export function createAttentionGradient(): AttentionGradient {
  const perToken = (): Float64Array => new Float64Array(tokens * width);
  return {
    query: perToken(),
    key: perToken(),
    value: perToken(),
    shares: new Float64Array(tokens * tokens),
  };
}

/** Fills `gradient` with the slopes by query, key and value, given the slope by `mixed`. */
export function attendBackward(
  gradient: AttentionGradient,
  tape: AttentionTape,
  mixedGradient: Float64Array,
): void {
  gradient.query.fill(0);
  gradient.key.fill(0);
  gradient.value.fill(0);
  for (const [head, shares] of tape.shares.entries()) {
    const part = (values: Float64Array) => columnsFrom(matrix(values, width), head * headWidth);
    const slope = part(mixedGradient);
    addProduct(part(gradient.value), transposed(matrix(shares, tokens)), slope, tokens, headWidth, tokens);
    gradient.shares.fill(0);
    const logits = matrix(gradient.shares, tokens);
    addProduct(logits, slope, transposed(part(tape.value)), tokens, tokens, headWidth);
    softmaxRowsBackward(gradient.shares, shares);
    addProduct(part(gradient.query), logits, part(tape.key), tokens, headWidth, tokens);
    addProduct(part(gradient.key), transposed(logits), part(tape.query), tokens, headWidth, tokens);
  }
}

function softmaxRows(logits: Float64Array): void {
  for (let start = 0; start < logits.length; start += tokens) {
    const row = logits.subarray(start, start + tokens);
    let largest = Number.NEGATIVE_INFINITY;
    for (let index = 0; index < tokens; index += 1) largest = Math.max(largest, row[index] as number);
    let sum = 0;
    for (let index = 0; index < tokens; index += 1) {
      const share = Math.exp(((row[index] as number) - largest) * scale);
      row[index] = share;
      sum += share;
    }
    for (let index = 0; index < tokens; index += 1) row[index] = (row[index] as number) / sum;
  }
}

/** Turns the slope by the shares into the slope by the (unscaled) logits, in place. */
function softmaxRowsBackward(gradient: Float64Array, shares: Float64Array): void {
  for (let start = 0; start < shares.length; start += tokens) {
    let mean = 0;
    for (let index = start; index < start + tokens; index += 1) {
      mean += (gradient[index] as number) * (shares[index] as number);
    }
    for (let index = start; index < start + tokens; index += 1) {
      gradient[index] = ((gradient[index] as number) - mean) * (shares[index] as number) * scale;
    }
  }
}
