const steps = [1, 2, 5, 10];

/** The part of a logarithmic axis that holds two values above zero, between round numbers: 1, 2 or 5 times a power of ten. */
export function logRange(min: number, max: number): [number, number] {
  if (!(min > 0) || !(max >= min) || max === Infinity) return [0.1, 10];
  const low = roundDown(min);
  const high = roundUp(max);
  return low < high ? [low, high] : [roundDown(low / 1.01), high];
}

function roundDown(value: number): number {
  const power = powerOf(value);
  return (steps.findLast((step) => step * power <= value * (1 + 1e-9)) ?? 1) * power;
}

function roundUp(value: number): number {
  const power = powerOf(value);
  return (steps.find((step) => step * power >= value * (1 - 1e-9)) ?? 10) * power;
}

function powerOf(value: number): number {
  return 10 ** Math.floor(Math.log10(value) + 1e-9);
}
