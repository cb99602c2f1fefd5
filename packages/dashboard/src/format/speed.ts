/** A pace for people: `2.4 steps/s`, or where it is slow `3.1 s per step`. */
export function formatSpeed(stepsPerSecond: number): string {
  if (stepsPerSecond >= 1) return `${round(stepsPerSecond)} steps/s`;
  return stepsPerSecond > 0 ? `${round(1 / stepsPerSecond)} s per step` : 'standing';
}

function round(value: number): string {
  return value >= 100 ? String(Math.round(value)) : value.toFixed(value >= 10 ? 1 : 2);
}
