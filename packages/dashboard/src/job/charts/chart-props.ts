import type { ChartColours } from './chart-colours.ts';

/** One line of a chart. */
export interface ChartLine {
  readonly label: string;
  readonly colour: string;
  /** Drawn thin and pale, behind the others. */
  readonly isFaint?: boolean;
  readonly values: readonly (number | null | undefined)[];
}

/** A stretch of the x axis. */
export interface Stretch {
  readonly from: number;
  readonly to: number;
}

export interface ChartProps {
  /** What it shows, for screen readers. */
  readonly label: string;
  readonly x: readonly number[];
  readonly lines: readonly ChartLine[];
  readonly colours: ChartColours;
  /** Steps between the words of the x axis to choose from; decimal ones if left out. */
  readonly xSteps?: readonly number[];
  readonly formatX: (value: number) => string;
  readonly formatY: (value: number) => string;
  readonly height: number;
  readonly isLog?: boolean;
  /** From 0 up to at least this. */
  readonly yFromZeroTo?: number;
  /** Vertical marks with a word. */
  readonly marks?: readonly { readonly at: number; readonly label: string }[];
  /** What is shown of the x axis; null for all. */
  readonly stretch: Stretch | null;
  readonly onStretch: (stretch: Stretch | null) => void;
}
