import { useEffect, useRef, useState } from 'react';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { chartOptions } from './chart-options.ts';
import type { ChartLine, ChartProps, Stretch } from './chart-props.ts';

/** Lines over one axis: dragging zooms, a double click shows all again, pointing reads values. */
export function Chart(props: ChartProps) {
  const { label, x, lines, height, stretch } = props;
  const box = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot | null>(null);
  const latest = useRef(props);
  latest.current = props;
  const [pointed, setPointed] = useState<number | null>(null);

  // What cannot be changed in a plot that is there makes a new one.
  const shape = [
    props.isLog === true ? 'log' : 'linear',
    props.yFromZeroTo ?? '',
    ...lines.map(({ label: name, colour, isFaint }) => `${name} ${colour} ${isFaint}`),
    props.colours.axis,
    props.colours.grid,
  ].join('|');

  // biome-ignore lint/correctness/useExhaustiveDependencies: `shape` is all that a plot is made from.
  useEffect(() => {
    const place = box.current;
    if (place === null) return;
    const made = new uPlot(
      chartOptions({ latest, width: place.clientWidth, onPoint: setPointed }),
      dataOf(latest.current),
      place,
    );
    plot.current = made;
    applyStretch(made, latest.current.stretch);
    const observer = new ResizeObserver(() => {
      made.setSize({ width: place.clientWidth, height: latest.current.height });
    });
    observer.observe(place);
    return () => {
      observer.disconnect();
      plot.current = null;
      made.destroy();
    };
  }, [shape, height]);

  // After every render: comparing a handful of columns costs nothing.
  useEffect(() => {
    const made = plot.current;
    if (made === null || isSame(made.data, dataOf(latest.current))) return;
    made.batch(() => {
      made.setData(dataOf(latest.current), latest.current.stretch === null);
      applyStretch(made, latest.current.stretch);
    });
  });

  useEffect(() => {
    if (plot.current !== null) applyStretch(plot.current, stretch);
  }, [stretch]);

  return (
    <figure className="min-w-0" data-points={x.length} data-from={stretch?.from} data-to={stretch?.to}>
      <figcaption className="mb-1 flex min-h-5 flex-wrap gap-x-4 text-xs text-muted">
        <Readings {...props} pointed={pointed} />
      </figcaption>
      <div ref={box} role="img" aria-label={`${label}. ${describe(props)}`} className="w-full" />
    </figure>
  );
}

/** The values at the pointer; without one, the last. */
function Readings({ x, lines, formatX, formatY, pointed }: ChartProps & { readonly pointed: number | null }) {
  const at = pointed === null ? null : x[pointed];
  return (
    <>
      <span className="min-w-20">{at === null || at === undefined ? 'Last' : formatX(at)}</span>
      {lines.map(({ label, colour, values, isFaint }) => (
        <span key={label} className="inline-flex items-center gap-1.5">
          <span
            aria-hidden
            className="h-0.5 w-3 rounded-full"
            style={{ background: colour, opacity: isFaint === true ? 0.4 : 1 }}
          />
          <span className="max-w-40 truncate">{label}</span>
          <span className="font-medium text-ink">{formatOr(valueNear(values, pointed), formatY)}</span>
        </span>
      ))}
    </>
  );
}

function dataOf({ x, lines }: ChartProps): uPlot.AlignedData {
  return [x as number[], ...lines.map(({ values }) => values as (number | null | undefined)[])];
}

function isSame(shown: uPlot.AlignedData, wanted: uPlot.AlignedData): boolean {
  return shown.length === wanted.length && wanted.every((column, place) => column === shown[place]);
}

function applyStretch(plot: uPlot, stretch: Stretch | null): void {
  const all = plot.data[0];
  const first = all[0] ?? 0;
  const last = all[all.length - 1] ?? 1;
  const { from, to } = stretch ?? { from: first, to: last };
  plot.setScale('x', { min: from, max: to > from ? to : from + 1 });
}

function describe({ x, lines, marks = [], formatX, formatY }: ChartProps): string {
  const [first] = x;
  const last = x.at(-1);
  if (first === undefined || last === undefined) return 'Nothing was measured yet.';
  const ends = lines.map(({ label, values }) => `${label} ${formatOr(valueNear(values, null), formatY)}`);
  const begins = marks.map(({ at, label }) => ` ${label} from ${formatX(at)}.`);
  return `From ${formatX(first)} to ${formatX(last)}. Last values: ${ends.join(', ')}.${begins.join('')}`;
}

/** The value at a place, or before it where there is none; of the last place without one. */
function valueNear(values: ChartLine['values'], place: number | null): number | null {
  for (let at = place ?? values.length - 1; at >= 0; at -= 1) {
    const value = values[at];
    if (value !== null && value !== undefined) return value;
  }
  return null;
}

function formatOr(value: number | null, format: (value: number) => string): string {
  return value === null ? '–' : format(value);
}
