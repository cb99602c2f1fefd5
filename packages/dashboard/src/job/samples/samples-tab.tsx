import { useQueryClient } from '@tanstack/react-query';
import { Columns2, Download, Grid3x3, Images, Square } from 'lucide-react';
import { ToggleGroup } from 'radix-ui';
import { useMemo, useState } from 'react';
import type { Job } from '../../api/types.ts';
import { useZipDownload } from '../../archive/use-zip-download.ts';
import { Button } from '../../ui/button.tsx';
import { Card } from '../../ui/card.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { useDeleteSamples } from '../artifact-actions.ts';
import { resultKey } from '../job-query.ts';
import { fileNameOf, type KeptResult } from '../kept-links.ts';
import { CompareView } from './compare-view.tsx';
import { FullSize } from './full-size.tsx';
import { GridView } from './grid-view.tsx';
import { arrangeSamples, type SamplePlace } from './sample-grid.ts';
import { StepView } from './step-view.tsx';

const views = [
  { value: 'step', label: 'One step', icon: Square },
  { value: 'grid', label: 'All steps', icon: Grid3x3 },
  { value: 'compare', label: 'Compare', icon: Columns2 },
] as const;

type View = (typeof views)[number]['value'];

/** The samples of a job: one step, all steps, or two side by side; each also in full size. */
export function SamplesTab({ job, result }: { readonly job: Job; readonly result: KeptResult }) {
  const queryClient = useQueryClient();
  const [view, setView] = useState<View>('step');
  const [open, setOpen] = useState<SamplePlace | null>(null);
  const remove = useDeleteSamples(job);
  const grid = useMemo(() => arrangeSamples(result.artifacts.samples), [result]);
  if (grid.steps.length === 0) return <NoSamples job={job} />;
  const refresh = () => {
    // Without the old answer none of its links is kept.
    queryClient.setQueryData<KeptResult>(resultKey(job.id), (old) => old && { ...old, linkedAtMs: 0 });
    void queryClient.invalidateQueries({ queryKey: resultKey(job.id) });
  };
  // An older one of the same place, which nobody has seen, would come up in its stead.
  const deleteAt = async ({ index, step }: SamplePlace) => {
    await remove.mutateAsync(
      result.artifacts.samples
        .filter((sample) => sample.index === index && sample.step === step)
        .map(({ path }) => fileNameOf(path)),
    );
  };
  const props = { grid, onOpen: setOpen, onFailed: refresh };
  return (
    <div className="flex flex-col gap-4">
      <div className="flex flex-wrap items-center justify-between gap-3">
        <ViewSwitch view={view} onChange={setView} />
        <DownloadAll job={job} result={result} />
      </div>
      {view === 'step' && <StepView {...props} />}
      {view === 'grid' && <GridView {...props} />}
      {view === 'compare' && <CompareView {...props} />}
      {open !== null && (
        <FullSize
          grid={grid}
          place={open}
          onMove={setOpen}
          onClose={() => setOpen(null)}
          onFailed={refresh}
          onDelete={deleteAt}
        />
      )}
    </div>
  );
}

function ViewSwitch({ view, onChange }: { readonly view: View; readonly onChange: (view: View) => void }) {
  return (
    <ToggleGroup.Root
      type="single"
      value={view}
      onValueChange={(chosen) => {
        const found = views.find(({ value }) => value === chosen);
        if (found !== undefined) onChange(found.value);
      }}
      aria-label="How the samples are shown"
      className="inline-flex self-start rounded-lg border border-line bg-sunken p-0.5"
    >
      {views.map(({ value, label, icon: Icon }) => (
        <ToggleGroup.Item
          key={value}
          value={value}
          className="inline-flex h-8 items-center gap-2 rounded-md px-3 font-medium text-muted data-[state=on]:bg-surface data-[state=on]:text-ink data-[state=on]:shadow-sm [&_svg]:size-4"
        >
          <Icon aria-hidden />
          {label}
        </ToggleGroup.Item>
      ))}
    </ToggleGroup.Root>
  );
}

function DownloadAll({ job, result }: { readonly job: Job; readonly result: KeptResult }) {
  const zip = useZipDownload();
  const { samples } = result.artifacts;
  const list = async () => samples.map(({ path }) => ({ name: fileNameOf(path), content: { url: path } }));
  return (
    <Button
      size="sm"
      busy={zip.progress !== null}
      onClick={() => void zip.start(`${job.name}_samples.zip`, list)}
    >
      <Download aria-hidden />
      {zip.progress === null ? 'Download all' : `${zip.progress.done} of ${zip.progress.of}`}
    </Button>
  );
}

function NoSamples({ job }: { readonly job: Job }) {
  return (
    <Card flush>
      <EmptyState icon={Images} title="No samples yet">
        {job.status === 'RUNNING'
          ? 'They appear here as soon as the trainer makes them. Sample now makes some at the next step.'
          : 'The config says in sample.sample_every after how many steps samples are made, and in sample.samples of what.'}
      </EmptyState>
    </Card>
  );
}
