/** A measured number with as many digits as tell it apart: `0.0421`, `1e-4`, `12.5`. */
export function formatMeasure(value: number): string {
  if (value === 0) return '0';
  const size = Math.abs(value);
  if (size < 0.001 || size >= 1e6) {
    return value
      .toExponential(2)
      .replace(/\.?0+e/, 'e')
      .replace('e+', 'e');
  }
  return String(Number(value.toPrecision(4)));
}

/** A step with its thousands marked. */
export function formatStep(step: number): string {
  return Math.round(step).toLocaleString('en');
}
