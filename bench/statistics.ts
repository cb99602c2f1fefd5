/** The value below which the given share of the sample lies; nearest rank. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
}

export const median = (values: readonly number[]): number => percentile(values, 0.5);

/** Runs two measurements in turn and returns the pairs, so that drift of the machine hits both. */
export async function inTurn(
  rounds: number,
  first: () => Promise<number>,
  second: () => Promise<number>,
): Promise<{ first: number[]; second: number[] }> {
  const result = { first: [] as number[], second: [] as number[] };
  for (let round = 0; round < rounds; round++) {
    result.first.push(await first());
    result.second.push(await second());
  }
  return result;
}
