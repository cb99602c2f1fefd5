import { useQuery, useQueryClient } from '@tanstack/react-query';
import { isEnded } from '@trainyard/core/client';
import { useMemo, useState } from 'react';
import { useApi } from '../../api/api-context.ts';
import { queryKeys } from '../../api/query-keys.ts';
import type { Job } from '../../api/types.ts';
import { formatBytes } from '../../format/bytes.ts';
import { formatDuration } from '../../format/duration.ts';
import { Card } from '../../ui/card.tsx';
import { Chart } from './chart.tsx';
import type { ChartColours } from './chart-colours.ts';
import type { Stretch } from './chart-props.ts';
import { type GpuReading, gpuLines } from './gpu-lines.ts';

const everyMs = 10_000;
const wholePercent = 100;

/** Seconds between two words of the axis: whole minutes, hours and days. */
const timeSteps = [1, 5, 10, 30, 60, 300, 600, 1800, 3600, 10_800, 21_600, 43_200, 86_400, 172_800, 604_800];

/** Memory and load of a job's GPUs over the time of training; nothing where it had none that can be read. */
export function GpuCharts({ job, colours }: { readonly job: Job; readonly colours: ChartColours }) {
  const readings = useGpuReadings(job);
  const [stretch, setStretch] = useState<Stretch | null>(null);
  const shown = useMemo(() => gpuLines(readings.data ?? [], colours.lines), [readings.data, colours]);
  if (shown.x.length === 0) return null;
  const chart = {
    x: shown.x,
    colours,
    stretch,
    onStretch: setStretch,
    marks: shown.marks,
    xSteps: timeSteps,
    formatX: (second: number) => formatDuration(second * 1000),
    height: 170,
  };
  return (
    <div className="grid gap-4 md:grid-cols-2">
      <Card title="GPU memory">
        <Chart
          {...chart}
          label="Memory of the GPU by time of training"
          lines={shown.memory}
          formatY={formatBytes}
          yFromZeroTo={shown.memoryTotalBytes ?? 1}
        />
      </Card>
      <Card title="GPU load">
        <Chart
          {...chart}
          label="Load of the GPU by time of training"
          lines={shown.load}
          formatY={(percent) => `${Math.round(percent)} %`}
          yFromZeroTo={wholePercent}
        />
      </Card>
    </div>
  );
}

function useGpuReadings(job: Pick<Job, 'id' | 'status'>) {
  const { client } = useApi();
  const queryClient = useQueryClient();
  const queryKey = [...queryKeys.job(job.id), 'gpu-readings'];
  return useQuery({
    queryKey,
    queryFn: async ({ signal }) => {
      let readings = queryClient.getQueryData<readonly GpuReading[]>(queryKey) ?? [];
      for (let after = readings.at(-1)?.at ?? null, isLast = false; !isLast; ) {
        const query = after === null ? {} : { after };
        const page = await client.listGpuReadings({ params: { job_id: job.id }, query, signal });
        if (page.readings.length > 0) readings = [...readings, ...page.readings];
        after = page.next_after;
        isLast = after === null;
      }
      return readings;
    },
    structuralSharing: false,
    refetchInterval: isEnded(job.status) ? false : everyMs,
  });
}
