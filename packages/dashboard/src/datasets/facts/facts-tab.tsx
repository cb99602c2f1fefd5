import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useApi } from '../../api/api-context.ts';
import { queryKeys } from '../../api/query-keys.ts';
import { formatBytes } from '../../format/bytes.ts';
import { Card } from '../../ui/card.tsx';
import { ErrorState } from '../../ui/error-state.tsx';
import { KeyValue } from '../../ui/key-value.tsx';
import { Select } from '../../ui/select.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { useDatasets } from '../datasets-query.ts';
import { bucketCounts } from './aspect-buckets.ts';
import { Bars } from './bars.tsx';
import { ControlPairs } from './control-pairs.tsx';

const resolutions = ['256', '512', '768', '1024', '1280', '1536'] as const;
/** Sides that most models want: Stable Diffusion 8, most others 16, some 32. */
const divisors = ['8', '16', '32'] as const;

/** What is in a dataset, and what the trainer will make of it. */
export function FactsTab({ datasetId }: { readonly datasetId: string }) {
  const { client } = useApi();
  const datasets = useDatasets();
  const [controls, setControls] = useState<string>('');
  const [resolution, setResolution] = useState<(typeof resolutions)[number]>('1024');
  const [divisor, setDivisor] = useState<(typeof divisors)[number]>('16');
  const facts = useQuery({
    queryKey: [...queryKeys.dataset(datasetId), 'facts', controls],
    queryFn: ({ signal }) =>
      client.getDatasetFacts({
        params: { dataset_id: datasetId },
        query: controls === '' ? {} : { controls },
        signal,
      }),
    placeholderData: keepPreviousData,
  });
  if (facts.data === undefined) {
    return facts.isError ? (
      <ErrorState
        title="The facts could not be loaded."
        error={facts.error}
        onRetry={() => void facts.refetch()}
      />
    ) : (
      <Skeleton className="h-64 rounded-xl" />
    );
  }
  const { data } = facts;
  const others = (datasets.data?.datasets ?? []).filter(({ id }) => id !== datasetId);
  const counted = (values: readonly { value: number; count: number }[], unit: string) =>
    values.map(({ value, count }) => ({ name: `${value.toLocaleString('en')} ${unit}`, count }));
  return (
    <div className="grid gap-4 lg:grid-cols-2">
      <Card title="Contents">
        <KeyValue
          rows={[
            ['Images', data.images.toLocaleString('en')],
            ['Videos', data.videos.toLocaleString('en')],
            ['Captions', data.captions.toLocaleString('en')],
            ['Without a caption', data.uncaptioned.missing.toLocaleString('en')],
            ['With an empty caption', data.uncaptioned.empty.toLocaleString('en')],
            ['Size', formatBytes(data.total_bytes)],
            ...(data.unvalidated > 0
              ? ([['Not looked into yet', data.unvalidated.toLocaleString('en')]] as const)
              : []),
          ]}
        />
      </Card>
      <Card
        title="Sizes in training"
        actions={
          <>
            <Select
              aria-label="Resolution"
              value={resolution}
              options={resolutions.map((value) => ({ value, label: value }))}
              onChange={setResolution}
            />
            <Select
              aria-label="Sides are multiples of"
              value={divisor}
              options={divisors.map((value) => ({ value, label: `× ${value}` }))}
              onChange={setDivisor}
            />
          </>
        }
      >
        <p className="mb-3 text-[0.8125rem] text-muted">
          The trainer makes pictures smaller, never larger, and trains each at the size of its bucket.
        </p>
        <Bars
          label="Pictures by bucket"
          rows={bucketCounts(data.dimensions, Number(resolution), Number(divisor)).map(
            ({ width, height, count }) => ({ name: `${width} × ${height}`, count }),
          )}
        />
      </Card>
      <Card title="Sizes as uploaded">
        <Bars
          label="Pictures and videos by size"
          rows={data.dimensions.map(({ kind, width, height, count }) => ({
            name: `${width} × ${height}${kind === 'video' ? ' video' : ''}`,
            count,
          }))}
        />
      </Card>
      {data.videos > 0 && (
        <Card title="Videos">
          <div className="flex flex-col gap-5">
            <Bars label="Videos by frames" rows={counted(data.frames, 'frames')} />
            <Bars label="Videos by rate" rows={counted(data.fps, 'frames/s')} />
            <Bars label="Videos by length" rows={counted(data.duration_seconds, 's')} />
          </div>
        </Card>
      )}
      <Card
        title="Control images"
        actions={
          <Select
            aria-label="Dataset with the control images"
            placeholder="Compare with …"
            value={controls === '' ? null : controls}
            options={others.map(({ name }) => ({ value: name, label: name }))}
            onChange={setControls}
            disabled={others.length === 0}
          />
        }
      >
        <ControlPairs pairs={data.controls} controls={controls} />
      </Card>
    </div>
  );
}
