/** Values by ascending steps. */
export interface Line {
  readonly step: readonly number[];
  readonly value: readonly (number | null | undefined)[];
}

/** Lines over the same steps: `undefined` where a line has no point, null where it has a gap. */
export interface AlignedLines {
  readonly step: number[];
  readonly values: (number | null | undefined)[][];
}

/** Puts lines with steps of their own over the union of all steps. */
export function alignCurves(lines: readonly Line[]): AlignedLines {
  const [only] = lines;
  if (lines.length === 1 && only !== undefined) return { step: [...only.step], values: [[...only.value]] };
  const places = lines.map(() => 0);
  const step: number[] = [];
  const values = lines.map(() => [] as (number | null | undefined)[]);
  for (;;) {
    let next = Infinity;
    lines.forEach((line, at) => {
      next = Math.min(next, line.step[places[at] ?? 0] ?? Infinity);
    });
    if (next === Infinity) return { step, values };
    step.push(next);
    lines.forEach((line, at) => {
      const place = places[at] ?? 0;
      const isHere = line.step[place] === next;
      values[at]?.push(isHere ? line.value[place] : undefined);
      if (isHere) places[at] = place + 1;
    });
  }
}
