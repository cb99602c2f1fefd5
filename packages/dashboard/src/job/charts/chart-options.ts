import type uPlot from 'uplot';
import type { ChartProps } from './chart-props.ts';
import { logRange } from './log-range.ts';

export interface ChartOptionsInput {
  /** The newest properties of the chart, for what is asked later. */
  readonly latest: { readonly current: ChartProps };
  readonly width: number;
  /** Told of the place in the data that is pointed at. */
  readonly onPoint: (place: number | null) => void;
}

const font = '11px ui-sans-serif, system-ui, sans-serif';

/** How uPlot is to draw a chart. */
export function chartOptions({ latest, width, onPoint }: ChartOptionsInput): uPlot.Options {
  const { lines, height, isLog = false, colours, yFromZeroTo, xSteps } = latest.current;
  const grid = { stroke: colours.grid, width: 1 };
  const ticks = { show: false };
  const axis = { stroke: colours.axis, font, grid, ticks };
  return {
    width,
    height,
    padding: [8, 20, 0, 0],
    legend: { show: false },
    cursor: {
      y: false,
      drag: { x: true, y: false, setScale: false },
      points: { size: 6 },
    },
    scales: {
      x: { time: false },
      y: {
        distr: isLog ? 3 : 1,
        ...(isLog ? { range: (_plot: uPlot, min: number, max: number) => logRange(min, max) } : {}),
        ...(yFromZeroTo === undefined
          ? {}
          : { range: (_plot: uPlot, _min: number, max: number) => [0, Math.max(yFromZeroTo, max)] as const }),
      } as uPlot.Scale,
    },
    axes: [
      {
        ...axis,
        size: 28,
        space: 70,
        ...(xSteps === undefined ? {} : { incrs: [...xSteps] }),
        values: (_plot, splits) => splits.map((value) => latest.current.formatX(value)),
      },
      {
        ...axis,
        size: 58,
        values: (_plot, splits) =>
          splits.map((value) => (value === null ? '' : latest.current.formatY(value))),
      },
    ],
    series: [
      {},
      ...lines.map(({ label, colour, isFaint = false }) => ({
        label,
        stroke: colour,
        width: isFaint ? 1 : 1.75,
        alpha: isFaint ? 0.32 : 1,
        points: { show: pointsOnlyForFew },
      })),
    ],
    hooks: {
      setCursor: [
        (plot) =>
          onPoint(plot.cursor.left === undefined || plot.cursor.left < 0 ? null : (plot.cursor.idx ?? null)),
      ],
      setSelect: [
        (plot) => {
          const { left, width: wide } = plot.select;
          if (wide < 4) return;
          const [from, to] = [plot.posToVal(left, 'x'), plot.posToVal(left + wide, 'x')];
          plot.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
          latest.current.onStretch({ from, to });
        },
      ],
      ready: [(plot) => plot.over.addEventListener('dblclick', () => latest.current.onStretch(null))],
      draw: [(plot) => drawMarks(plot, latest.current)],
    },
  };
}

/** Points stand out only where a line is short enough for them to be told apart. */
function pointsOnlyForFew(plot: uPlot, _series: number, first: number, last: number): boolean {
  return last - first < plot.width / 24;
}

function drawMarks(plot: uPlot, { marks = [], colours }: ChartProps): void {
  const { ctx, bbox } = plot;
  const ratio = devicePixelRatio;
  ctx.save();
  ctx.strokeStyle = colours.mark;
  ctx.fillStyle = colours.axis;
  ctx.font = `${11 * ratio}px ui-sans-serif, system-ui, sans-serif`;
  ctx.lineWidth = ratio;
  ctx.setLineDash([4 * ratio, 3 * ratio]);
  for (const { at, label } of marks) {
    const x = plot.valToPos(at, 'x', true);
    if (x < bbox.left || x > bbox.left + bbox.width) continue;
    ctx.beginPath();
    ctx.moveTo(x, bbox.top);
    ctx.lineTo(x, bbox.top + bbox.height);
    ctx.stroke();
    const isRoom = x + ctx.measureText(label).width + 6 * ratio < bbox.left + bbox.width;
    ctx.textAlign = isRoom ? 'left' : 'right';
    ctx.fillText(label, x + (isRoom ? 4 : -4) * ratio, bbox.top + 10 * ratio);
  }
  ctx.restore();
}
