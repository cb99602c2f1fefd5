import { alignCurves, type Line } from './align-curves.ts';
import type { ChartLine } from './chart-props.ts';
import type { Curve } from './curve.ts';
import { smooth, smoothingWeight } from './smooth.ts';

/** A job to compare with. */
export interface Compared {
  readonly name: string;
  readonly curve: Curve;
}

/** What the loss chart shows. */
export interface LossLines {
  readonly x: readonly number[];
  readonly lines: readonly ChartLine[];
}

/** The loss of a job, smoothed over its pale self, and that of others beside it. */
export function lossLines(
  curve: Curve,
  compared: readonly Compared[],
  options: {
    /** Of the slider, 0 to 100. */
    readonly smoothing: number;
    /** What is not above zero cannot be drawn on a logarithmic axis. */
    readonly isLog: boolean;
    readonly colours: readonly string[];
  },
): LossLines {
  const { smoothing, isLog, colours } = options;
  const colourAt = (place: number) => colours[place % colours.length] ?? 'currentcolor';
  const shown = (values: Line['value']) => (isLog ? values.map(aboveZero) : values);
  const smoothed = (values: Line['value']) => smooth(values, smoothingWeight(smoothing, values.length));
  const raw = shown(curve.loss);
  const drawn: { label: string; colour: string; isFaint: boolean; line: Line }[] = [];
  if (smoothing > 0) {
    drawn.push({ label: 'Raw', colour: colourAt(0), isFaint: true, line: { step: curve.step, value: raw } });
  }
  const value = smoothing > 0 ? smoothed(raw) : raw;
  drawn.push({
    label: smoothing > 0 ? 'Smoothed' : 'Loss',
    colour: colourAt(0),
    isFaint: false,
    line: { step: curve.step, value },
  });
  compared.forEach((other, place) => {
    const line = { step: other.curve.step, value: smoothed(shown(other.curve.loss)) };
    drawn.push({ label: other.name, colour: colourAt(place + 1), isFaint: false, line });
  });
  const { step, values } =
    compared.length === 0
      ? { step: curve.step, values: drawn.map(({ line }) => line.value) }
      : alignCurves(drawn.map(({ line }) => line));
  return {
    x: step,
    lines: drawn.map(({ label, colour, isFaint }, place) => ({
      label,
      colour,
      isFaint,
      values: values[place] ?? [],
    })),
  };
}

function aboveZero(value: number | null | undefined): number | null | undefined {
  return typeof value === 'number' && value <= 0 ? null : value;
}
