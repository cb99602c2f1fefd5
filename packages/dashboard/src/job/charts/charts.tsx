import { ChartLine as ChartIcon } from 'lucide-react';
import { useMemo, useState } from 'react';
import type { Job } from '../../api/types.ts';
import { Card } from '../../ui/card.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { ErrorState } from '../../ui/error-state.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { Switch } from '../../ui/switch.tsx';
import { Chart } from './chart.tsx';
import { useChartColours } from './chart-colours.ts';
import type { Stretch } from './chart-props.ts';
import { type ComparedJob, ComparePicker } from './compare-picker.tsx';
import { type Curve, emptyCurve, runStarts } from './curve.ts';
import { formatMeasure, formatStep } from './format-number.ts';
import { GpuCharts } from './gpu-charts.tsx';
import { lossLines } from './loss-lines.ts';
import { SmoothingSlider } from './smoothing-slider.tsx';
import { useComparedCurves, useCurve } from './use-curve.ts';
import { ZoomButtons } from './zoom-buttons.tsx';

const firstSmoothing = 60;
const noComparison: readonly ComparedJob[] = [];

/** The curves of a job: loss, learning rate and speed. They are zoomed together. */
export function Charts({ job }: { readonly job: Job }) {
  const read = useCurve(job);
  if (read.data === undefined) {
    return read.isError ? (
      <ErrorState
        title="The curves could not be loaded."
        error={read.error}
        onRetry={() => void read.refetch()}
      />
    ) : (
      <Skeleton className="h-80 w-full rounded-xl" />
    );
  }
  if (read.data.curve.step.length === 0) {
    return (
      <Card flush>
        <EmptyState icon={ChartIcon} title="No curve yet">
          The loss is drawn here from the first step on.
        </EmptyState>
      </Card>
    );
  }
  return <Curves job={job} curve={read.data.curve} isThinned={read.data.isThinned} />;
}

interface CurvesProps {
  readonly job: Job;
  readonly curve: Curve;
  readonly isThinned: boolean;
}

function Curves({ job, curve, isThinned }: CurvesProps) {
  const colours = useChartColours();
  const [stretch, setStretch] = useState<Stretch | null>(null);
  const marks = useMemo(
    () => runStarts(curve).map(({ step, run }) => ({ at: step, label: `Run ${run}` })),
    [curve],
  );
  const rates = useMemo(
    () => [{ label: 'Learning rate', colour: colours.lines[1] ?? '', values: curve.lr }],
    [curve, colours],
  );
  const speeds = useMemo(
    () => [{ label: 'Steps per second', colour: colours.lines[2] ?? '', values: curve.steps_per_second }],
    [curve, colours],
  );
  const chart = { colours, stretch, onStretch: setStretch, marks, formatX: formatStep };
  return (
    <div className="flex flex-col gap-4">
      <LossCard job={job} curve={curve} isThinned={isThinned} chart={chart} />
      <div className="grid gap-4 md:grid-cols-2">
        <Card title="Learning rate">
          <Chart
            {...chart}
            label="Learning rate by step"
            x={curve.step}
            lines={rates}
            formatY={formatMeasure}
            height={170}
          />
        </Card>
        <Card title="Speed">
          <Chart
            {...chart}
            label="Steps per second by step"
            x={curve.step}
            lines={speeds}
            formatY={formatMeasure}
            height={170}
            yFromZeroTo={0.001}
          />
        </Card>
      </div>
      <GpuCharts job={job} colours={colours} />
    </div>
  );
}

interface LossCardProps extends CurvesProps {
  readonly chart: Pick<
    Parameters<typeof Chart>[0],
    'colours' | 'stretch' | 'onStretch' | 'marks' | 'formatX'
  >;
}

function LossCard({ job, curve, isThinned, chart }: LossCardProps) {
  const [smoothing, setSmoothing] = useState(firstSmoothing);
  const [isLog, setLog] = useState(false);
  const [compared, setCompared] = useState(noComparison);
  const others = useComparedCurves(compared.map(({ id }) => id));
  const otherCurves = others.map(({ data }) => data?.curve ?? emptyCurve);
  const colours = chart.colours.lines;
  // biome-ignore lint/correctness/useExhaustiveDependencies: The other curves are compared one by one.
  const { x, lines } = useMemo(
    () =>
      lossLines(
        curve,
        compared.map(({ name }, place) => ({ name, curve: otherCurves[place] ?? emptyCurve })),
        { smoothing, isLog, colours },
      ),
    [curve, compared, smoothing, isLog, colours, others.map(({ dataUpdatedAt }) => dataUpdatedAt).join()],
  );
  const bounds = { from: x[0] ?? 0, to: x.at(-1) ?? 1 };
  return (
    <Card
      title="Loss"
      actions={<ZoomButtons bounds={bounds} stretch={chart.stretch} onStretch={chart.onStretch} />}
    >
      <div className="mb-3 flex flex-wrap items-center gap-x-5 gap-y-2">
        <SmoothingSlider value={smoothing} onChange={setSmoothing} />
        <Switch
          checked={isLog}
          onChange={setLog}
          label={<span className="text-xs text-muted">Log scale</span>}
        />
        <span className="ml-auto">
          <ComparePicker jobId={job.id} chosen={compared} onChange={setCompared} />
        </span>
      </div>
      <Chart
        {...chart}
        label="Loss by step"
        x={x}
        lines={lines}
        isLog={isLog}
        formatY={formatMeasure}
        height={300}
      />
      {isThinned && (
        <p className="mt-2 text-xs text-faint">
          The curve is long, so it is thinned to its peaks and dips; compare values by the log or the API.
        </p>
      )}
    </Card>
  );
}
